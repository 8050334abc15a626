package io.clipstream.jobs.cli;

import io.clipstream.jobs.cli.TopicPlan.Wanted;
import io.clipstream.jobs.kafka.TopicLeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

/** Makes topics that are missing and compares those that are there. */
final class TopicMaker {
  /**
   * What became of a topic.
   *
   * @param differences what is not as it should be, a line each with what to do
   */
  record Outcome(String topic, boolean created, List<String> differences) {}

  private final KafkaClients kafka;
  private final Map<String, Integer> maxBytes = new HashMap<>();

  TopicMaker(KafkaClients kafka) {
    this.kafka = kafka;
  }

  /**
   * @throws io.clipstream.model.ModelException if Kafka refuses or does not answer
   */
  List<Outcome> make(TopicPlan plan) {
    Set<String> there = kafka.await(kafka.admin().listTopics().names(), "listing the topics");
    List<Outcome> outcomes = new ArrayList<>();
    for (Wanted wanted : plan.topics()) {
      boolean exists = there.contains(wanted.name());
      List<String> differences = exists ? differences(wanted) : List.of();
      if (!exists) {
        create(wanted);
      }
      outcomes.add(new Outcome(wanted.name(), !exists, differences));
    }
    List<String> created = outcomes.stream().filter(Outcome::created).map(Outcome::topic).toList();
    TopicLeaders.await(kafka.admin(), created);
    return outcomes;
  }

  private void create(Wanted wanted) {
    Map<String, String> settings = new HashMap<>(wanted.settings());
    settings.put(TopicPlan.MAX_BYTES, String.valueOf(leastMaxBytes(wanted)));
    NewTopic topic =
        new NewTopic(wanted.name(), Optional.of(wanted.partitions()), wanted.replication())
            .configs(settings);
    kafka.await(kafka.admin().createTopics(List.of(topic)).all(), "making topic " + wanted.name());
    maxBytes.put(wanted.name(), Integer.valueOf(settings.get(TopicPlan.MAX_BYTES)));
  }

  /** That of a dead-letter topic follows its input as it is, not as it was planned. */
  private int leastMaxBytes(Wanted wanted) {
    return wanted
        .deadLettersOf()
        .map(input -> maxBytes.get(input) + TopicPlan.DEAD_LETTER_ROOM)
        .orElseGet(() -> Integer.valueOf(wanted.settings().get(TopicPlan.MAX_BYTES)));
  }

  private List<String> differences(Wanted wanted) {
    String name = wanted.name();
    Config config = settings(name);
    maxBytes.put(name, Integer.valueOf(config.get(TopicPlan.MAX_BYTES).value()));
    List<String> lines = new ArrayList<>();
    int partitions = description(name).partitions().size();
    if (wanted.oneOrder() && partitions != 1) {
      lines.add(
          "it has "
              + partitions
              + " partitions, expected 1 so that it has one order; delete it and make it again");
    }
    wanted
        .settings()
        .forEach(
            (key, expected) -> {
              if (!key.equals(TopicPlan.MAX_BYTES)) {
                compare(lines, name, key, config.get(key).value(), expected);
              }
            });
    if (wanted.deadLettersOf().isPresent() && maxBytes.get(name) < leastMaxBytes(wanted)) {
      String least = String.valueOf(leastMaxBytes(wanted));
      compare(lines, name, TopicPlan.MAX_BYTES, maxBytes.get(name).toString(), least);
    }
    return lines;
  }

  private void compare(
      List<String> lines, String topic, String key, String found, String expected) {
    if (!expected.equals(found)) {
      lines.add(
          "%s is %s, expected %s; kafka-configs.sh --bootstrap-server %s --alter --topic %s --add-config %s=%s"
              .formatted(key, found, expected, kafka.address(), topic, key, expected));
    }
  }

  private Config settings(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return kafka
        .await(kafka.admin().describeConfigs(List.of(resource)).all(), "looking at topic " + topic)
        .get(resource);
  }

  private TopicDescription description(String topic) {
    return kafka
        .await(
            kafka.admin().describeTopics(List.of(topic)).allTopicNames(),
            "looking at topic " + topic)
        .get(topic);
  }
}
