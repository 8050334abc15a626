package io.clipstream.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How much of its topics a consumer group has not committed yet. */
final class ConsumerLag {
  private ConsumerLag() {}

  /**
   * Records between what the group has committed and the end of what can be read, by topic; empty
   * where it has committed nothing.
   *
   * @throws io.clipstream.schemas.ClipstreamException if Kafka does not say
   */
  static Map<String, Long> of(KafkaClients clients, String group) {
    Map<TopicPartition, Long> committed = committed(clients, group);
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    committed.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    Map<String, Long> lag = new TreeMap<>();
    if (!asked.isEmpty()) {
      ends(clients, group, asked)
          .forEach(
              (partition, end) ->
                  lag.merge(
                      partition.topic(),
                      Math.max(0, end.offset() - committed.get(partition)),
                      Long::sum));
    }
    return lag;
  }

  private static Map<TopicPartition, Long> committed(KafkaClients clients, String group) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        clients.await(
            clients.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
            "asking for the offsets of group " + group);
    Map<TopicPartition, Long> committed = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> {
          if (offset != null) {
            committed.put(partition, offset.offset());
          }
        });
    return committed;
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> ends(
      KafkaClients clients, String group, Map<TopicPartition, OffsetSpec> asked) {
    return clients.await(
        clients
            .admin()
            .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all(),
        "asking for the ends of the topics of group " + group);
  }
}
