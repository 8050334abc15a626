package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.control.ControlLogReader.Known;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.ControlRecord.Log;
import io.clipstream.jobs.testing.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaControlLogReaderTest {
  private static final Known NOTHING = (log, partition) -> Known.NOTHING;

  private final TestKafka kafka = TestKafka.shared();

  @Test
  void bothLogsAreReadInTheOrderOfTheirOffsets() throws Exception {
    TaggingTopics topics = kafka.createTopics("reader-order", 1);
    kafka.send(topics.control().labelSets(), "a", new byte[] {1});
    kafka.send(topics.control().checkpoints(), "m", new byte[] {2});
    kafka.send(topics.control().labelSets(), "a", null);
    List<ControlRecord> records = read(topics);
    assertThat(records)
        .extracting(ControlRecord::log)
        .containsExactly(Log.LABEL_SETS, Log.LABEL_SETS, Log.CHECKPOINTS);
    assertThat(records.get(0).record().value()).containsExactly(1);
    assertThat(records.get(1).record().value()).isNull();
    assertThat(records.get(2).record().coordinates()).isEqualTo("reader-order.checkpoints-0@0");
  }

  @Test
  void transactionsLeaveNoGapThatTheReaderWaitsFor() throws Exception {
    TaggingTopics topics = kafka.createTopics("reader-transactions", 1);
    String log = topics.control().labelSets();
    try (KafkaProducer<byte[], byte[]> producer =
        kafka.producer(Map.of("transactional.id", "reader-test"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(log, null, new byte[] {1}));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(log, null, new byte[] {2}));
      producer.abortTransaction();
    }
    assertThat(read(topics))
        .extracting(record -> record.record().value()[0])
        .containsExactly((byte) 1);
  }

  @Test
  void emptyLogsAreNoRecords() throws Exception {
    assertThat(read(kafka.createTopics("reader-empty", 1))).isEmpty();
  }

  @Test
  void whatIsKnownIsNotReadAgain() throws Exception {
    TaggingTopics topics = kafka.createTopics("reader-known", 1);
    for (byte i = 0; i < 5; i++) {
      kafka.send(topics.control().labelSets(), "a", new byte[] {i});
      kafka.send(topics.control().checkpoints(), "m", new byte[] {i});
    }
    Known some = (log, partition) -> partition.equals("reader-known.labels-0") ? 2 : Known.ALL;
    assertThat(read(reader(topics), some))
        .extracting(record -> record.record().coordinates())
        .containsExactly(
            "reader-known.labels-0@0", "reader-known.labels-0@3", "reader-known.labels-0@4");
  }

  @Test
  void theFirstRecordMaySayThatNothingIsKnown() throws Exception {
    TaggingTopics topics = kafka.createTopics("reader-anew", 1);
    for (byte i = 0; i < 3; i++) {
      kafka.send(topics.control().labelSets(), "a", new byte[] {i});
    }
    List<ControlRecord> records = new ArrayList<>();
    Known another =
        (log, partition) ->
            partition.equals("reader-anew.labels-0")
                ? records.isEmpty() ? 4_000 : records.size() - 1
                : Known.ALL;

    reader(topics).read(another, Duration.ofMinutes(1), records::add);

    assertThat(records).extracting(record -> record.record().offset()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void anInterruptEndsTheReading() {
    TaggingTopics topics = kafka.createTopics("reader-interrupt", 1);
    kafka.send(topics.control().labelSets(), "a", new byte[] {1});
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> read(topics));
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aLogOfWhichNothingMoreComesFailsTheReading() {
    TopicPartition log = new TopicPartition("sets", 0);
    MockConsumer<byte[], byte[]> silent = new MockConsumer<>("earliest");
    silent.updateBeginningOffsets(Map.of(log, 0L));
    silent.updateEndOffsets(Map.of(log, 7L));
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(
            () ->
                KafkaControlLogReader.read(
                    silent, log, () -> Known.NOTHING, Duration.ofMillis(20), r -> {}))
        .withMessageContaining("control log sets-0")
        .withMessageContaining("at offset 0, expected records up to 7");
  }

  @Test
  @Timeout(50) // the clients' own patience is a minute at each step
  void aReadingFailsInItsTimeWhereNobodyAnswers() throws Exception {
    KafkaSettings settings = new KafkaSettings(Map.of("bootstrap.servers", "127.0.0.1:1"));
    KafkaControlLogReader reader =
        new KafkaControlLogReader(settings, new ControlLogs("sets", "checkpoints"));
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> reader.read(NOTHING, Duration.ofMillis(500), r -> {}));
  }

  @Test
  void theReaderTravelsToWhereTheTaggerRuns() throws Exception {
    TaggingTopics topics = kafka.createTopics("reader-travels", 1);
    kafka.send(topics.control().checkpoints(), "m", new byte[] {3});
    assertThat(read(InstantiationUtil.clone(reader(topics)), NOTHING)).hasSize(1);
  }

  private List<ControlRecord> read(TaggingTopics topics) throws InterruptedException {
    return read(reader(topics), NOTHING);
  }

  private static List<ControlRecord> read(KafkaControlLogReader reader, Known known)
      throws InterruptedException {
    List<ControlRecord> records = new ArrayList<>();
    reader.read(known, Duration.ofMinutes(1), records::add);
    return records;
  }

  private KafkaControlLogReader reader(TaggingTopics topics) {
    return new KafkaControlLogReader(kafka.settings(), topics.control());
  }
}
