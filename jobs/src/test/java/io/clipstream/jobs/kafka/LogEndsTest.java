package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.testing.TestKafka;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LogEndsTest {
  private final TestKafka kafka = TestKafka.shared();

  @Test
  void anEndLiesBeforeEveryTransactionThatIsOpen() {
    TaggingTopics topics = kafka.createTopics("log-ends", 1);
    String sets = topics.control().labelSets();
    kafka.send(sets, "a", new byte[] {1});
    try (KafkaProducer<byte[], byte[]> producer =
        kafka.producer(Map.of("transactional.id", "log-ends"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(sets, null, new byte[] {2}));
      producer.flush();
      kafka.send(sets, "a", new byte[] {3});
      assertThat(LogEnds.read(kafka.settings(), topics.control()))
          .containsOnly(
              Map.entry(new TopicPartition(sets, 0), 1L),
              Map.entry(new TopicPartition(topics.control().checkpoints(), 0), 0L));
      producer.commitTransaction();
    }
    assertThat(LogEnds.read(kafka.settings(), topics.control()))
        .containsEntry(new TopicPartition(sets, 0), 4L);
  }
}
