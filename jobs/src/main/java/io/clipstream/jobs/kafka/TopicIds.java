package io.clipstream.jobs.kafka;

import io.clipstream.schemas.ResourceException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What tells a topic from another of the same name, on any cluster. */
public final class TopicIds {
  private TopicIds() {}

  /**
   * The ids of the topics that there are of these, by name.
   *
   * @throws ResourceException if Kafka does not answer or does not let us look
   */
  public static Map<String, String> read(KafkaSettings kafka, Collection<String> names) {
    try (Admin admin = Admin.create(kafka.properties(TopicState.CLIENT_TIMEOUTS))) {
      Map<String, String> ids = new TreeMap<>();
      for (var entry : admin.describeTopics(names).topicNameValues().entrySet()) {
        put(entry.getKey(), entry.getValue(), ids);
      }
      return ids;
    } catch (ExecutionException e) {
      throw TopicState.unreachable(kafka, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while looking at the topics", e);
    }
  }

  private static void put(
      String name, KafkaFuture<TopicDescription> description, Map<String, String> ids)
      throws ExecutionException, InterruptedException {
    try {
      ids.put(name, description.get().topicId().toString());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw e;
      }
    }
  }
}
