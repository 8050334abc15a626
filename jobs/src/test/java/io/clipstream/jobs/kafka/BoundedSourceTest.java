package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.RawRecord;
import io.clipstream.jobs.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A reader of images with an end, by hand: what a task does with it in its last moments. */
class BoundedSourceTest {
  private static final long FIRST = 1;
  private static final long LAST = 2;

  private final TestKafka kafka = TestKafka.shared();

  @Test
  void whereItEndsIsCommittedBeforeItIsClosed() throws Exception {
    TaggingTopics topics = kafka.createTopics("end-committed", 1);
    send(topics, 7);

    try (var reader = reader("end-committed", topics)) {
      addToEnd(reader, split(topics, KafkaPartitionSplit.EARLIEST_OFFSET));
      assertThat(readToEnd(reader)).isEqualTo(7);
      reader.snapshotState(LAST);
      reader.notifyCheckpointComplete(LAST);
    }

    assertThat(kafka.committedOffset("end-committed", image(topics))).isEqualTo(7);
  }

  @Test
  void aRestoredOneCommitsAlsoWhatWasReadToItsEndBefore() throws Exception {
    TaggingTopics topics = kafka.createTopics("end-restored", 1);
    send(topics, 7);
    List<KafkaPartitionSplit> state;
    try (var reader = reader("end-restored", topics)) {
      addToEnd(reader, split(topics, KafkaPartitionSplit.EARLIEST_OFFSET));
      readToEnd(reader);
      state = reader.snapshotState(FIRST);
    }
    send(topics, 3);

    try (var reader = reader("end-restored", topics)) {
      addToEnd(reader, state.toArray(KafkaPartitionSplit[]::new));
      assertThat(readToEnd(reader)).as("records behind its end").isZero();
      reader.snapshotState(LAST);
      reader.notifyCheckpointComplete(LAST);
    }

    assertThat(kafka.committedOffset("end-restored", image(topics))).isEqualTo(7);
  }

  @Test
  void whatIsBeingReadIsNoEnd() throws Exception {
    TaggingTopics topics = kafka.createTopics("end-not-yet", 1);
    send(topics, 7);

    try (var reader = reader("end-not-yet", topics)) {
      addToEnd(reader, split(topics, 4));
      List<KafkaPartitionSplit> state = reader.snapshotState(FIRST);

      assertThat(state)
          .singleElement()
          .satisfies(split -> assertThat(split.getStartingOffset()).isEqualTo(4));
      assertThat(readToEnd(reader)).isEqualTo(3);
    }

    assertThat(kafka.committedOffset("end-not-yet", image(topics))).isEqualTo(-1);
  }

  private SourceReader<RawRecord, KafkaPartitionSplit> reader(String job, TaggingTopics topics)
      throws Exception {
    BoundedKafkaSource<RawRecord> source =
        (BoundedKafkaSource<RawRecord>)
            new KafkaSources(kafka.settings(), job)
                .images(topics, ImageRange.committed().untilLatest());
    SourceReader<RawRecord, KafkaPartitionSplit> reader = source.createReader(new ReaderContext());
    reader.start();
    return reader;
  }

  private static void addToEnd(
      SourceReader<RawRecord, KafkaPartitionSplit> reader, KafkaPartitionSplit... splits) {
    reader.addSplits(List.of(splits));
    reader.notifyNoMoreSplits();
  }

  private static KafkaPartitionSplit split(TaggingTopics topics, long start) {
    return new KafkaPartitionSplit(
        new TopicPartition(image(topics), 0), start, KafkaPartitionSplit.LATEST_OFFSET);
  }

  private static int readToEnd(SourceReader<RawRecord, KafkaPartitionSplit> reader)
      throws Exception {
    Counted output = new Counted();
    while (reader.pollNext(output) != InputStatus.END_OF_INPUT) {
      reader.isAvailable().get();
    }
    return output.count();
  }

  private void send(TaggingTopics topics, int count) {
    for (int i = 0; i < count; i++) {
      kafka.send(
          new ProducerRecord<>(image(topics), "x".getBytes(StandardCharsets.UTF_8), new byte[1]));
    }
  }

  private static String image(TaggingTopics topics) {
    return topics.images().get(0);
  }
}
