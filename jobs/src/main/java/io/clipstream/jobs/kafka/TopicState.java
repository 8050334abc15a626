package io.clipstream.jobs.kafka;

import io.clipstream.schemas.ResourceException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What Kafka says about a topic.
 *
 * @param settings in force, by name
 */
record TopicState(int partitions, Map<String, String> settings) {
  /** Time for an answer where the settings name none. */
  static final Map<String, String> CLIENT_TIMEOUTS =
      Map.of("default.api.timeout.ms", "20000", "request.timeout.ms", "10000");

  int number(String setting) {
    return Integer.parseInt(settings.get(setting));
  }

  /**
   * The topics that there are of these.
   *
   * @throws ResourceException if Kafka does not answer or does not let us look
   */
  static Map<String, TopicState> read(KafkaSettings kafka, Collection<String> names) {
    try (Admin admin = Admin.create(kafka.properties(CLIENT_TIMEOUTS))) {
      return read(admin, names);
    } catch (ExecutionException e) {
      throw unreachable(kafka, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while looking at the topics", e);
    }
  }

  private static Map<String, TopicState> read(Admin admin, Collection<String> names)
      throws ExecutionException, InterruptedException {
    Map<String, TopicState> states = new TreeMap<>();
    for (var entry : admin.describeTopics(names).topicNameValues().entrySet()) {
      TopicDescription found = orNull(entry.getValue());
      if (found != null) {
        states.put(
            entry.getKey(),
            new TopicState(found.partitions().size(), settings(admin, entry.getKey())));
      }
    }
    return states;
  }

  private static TopicDescription orNull(KafkaFuture<TopicDescription> description)
      throws ExecutionException, InterruptedException {
    try {
      return description.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw e;
    }
  }

  private static Map<String, String> settings(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    Map<String, String> settings = new TreeMap<>();
    for (ConfigEntry entry : config.entries()) {
      if (entry.value() != null) {
        settings.put(entry.name(), entry.value());
      }
    }
    return settings;
  }

  static ResourceException unreachable(KafkaSettings kafka, Throwable cause) {
    return new ResourceException(
        "Kafka at %s does not say how its topics are: %s; check kafka.bootstrap.servers, the"
                .formatted(kafka.bootstrapServers(), cause.getMessage())
            + " security settings, and the rights DESCRIBE and DESCRIBE_CONFIGS on the topics",
        cause);
  }
}
