package io.clipstream.jobs.kafka;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.AttemptLog;
import java.io.Serial;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Keeps the notes as the metadata of offsets that the group {@code JOB-attempts} commits: no topic
 * is needed, brokers forget a group that commits nothing for a week.
 */
public final class KafkaAttemptLog implements AttemptLog {
  @Serial private static final long serialVersionUID = 1L;

  private static final CloseOptions CLOSE_OPTIONS = CloseOptions.timeout(Duration.ofSeconds(2));

  private final KafkaSettings kafka;
  private final String jobName;
  private final List<String> topics;

  /**
   * @param topics with the records that are worked on
   */
  public KafkaAttemptLog(KafkaSettings kafka, String jobName, List<String> topics) {
    this.kafka = kafka;
    this.jobName = jobName;
    this.topics = List.copyOf(topics);
  }

  @Override
  public Session open() {
    Properties properties = kafka.properties(Map.of());
    properties.put("group.id", jobName + "-attempts");
    properties.put("enable.auto.commit", "false");
    return new Group(
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        topics);
  }

  /** A group without members, so that each subtask may commit what it likes. */
  private record Group(KafkaConsumer<byte[], byte[]> consumer, List<String> topics)
      implements Session {
    @Override
    public Map<String, String> read() {
      Set<TopicPartition> partitions = new HashSet<>();
      for (String topic : topics) {
        consumer
            .partitionsFor(topic)
            .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
      Map<String, String> notes = new HashMap<>();
      consumer
          .committed(partitions)
          .forEach(
              (partition, committed) -> {
                if (committed != null) {
                  notes.put(partition.toString(), committed.metadata());
                }
              });
      return notes;
    }

    @Override
    public void write(RawRecord record, String note) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(record.offset(), note)));
    }

    @Override
    public void close() {
      consumer.close(CLOSE_OPTIONS);
    }
  }
}
