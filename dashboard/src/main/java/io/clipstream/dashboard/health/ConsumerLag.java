package io.clipstream.dashboard.health;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** How much of its topics a consumer group has not committed yet. */
final class ConsumerLag {
  private ConsumerLag() {}

  /**
   * Records between what the group has committed and the end of what can be read; nothing where it
   * has committed nothing.
   *
   * @throws KafkaException if Kafka does not say
   */
  static OptionalLong of(Admin admin, String group) throws InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  committed.put(partition, offset);
                }
              });
      if (committed.isEmpty()) {
        return OptionalLong.empty();
      }
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      committed.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
      Map<TopicPartition, ListOffsetsResultInfo> ends =
          admin
              .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
              .all()
              .get();
      return OptionalLong.of(
          ends.entrySet().stream()
              .mapToLong(
                  end ->
                      Math.max(0, end.getValue().offset() - committed.get(end.getKey()).offset()))
              .sum());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }
}
