package io.clipstream.dashboard.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics as they are at the broker.
 *
 * @param ids Kafka's id of each topic that is there
 * @param missing those that are not
 */
public record TopicMap(
    Map<String, String> ids, List<TopicPartition> partitions, List<String> missing) {
  /** Nothing is known yet. */
  public static final TopicMap NONE = new TopicMap(Map.of(), List.of(), List.of());

  /**
   * Asks the broker.
   *
   * @throws KafkaException if it does not answer
   */
  public static TopicMap ask(Admin admin, Collection<String> topics) throws InterruptedException {
    Map<String, String> ids = new LinkedHashMap<>();
    List<TopicPartition> partitions = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin
            .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(5_000))
            .topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
      try {
        TopicDescription topic = answer.getValue().get();
        ids.put(topic.name(), topic.topicId().toString());
        topic
            .partitions()
            .forEach(part -> partitions.add(new TopicPartition(topic.name(), part.partition())));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TopicAuthorizationException) { // which says it of no topic
          throw new TopicAuthorizationException(Set.of(answer.getKey()));
        }
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e.getCause() instanceof KafkaException known
              ? known
              : new KafkaException(e.getCause());
        }
        missing.add(answer.getKey());
      }
    }
    return new TopicMap(ids, List.copyOf(partitions), List.copyOf(missing));
  }
}
