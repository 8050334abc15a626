package io.clipstream.cli;

import io.clipstream.cli.TopicPlan.Wanted;
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
   * @throws io.clipstream.schemas.ResourceException if Kafka refuses or does not answer
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

  /**
   * Looks only: a topic that is missing differs by that.
   *
   * @param arguments with which the command that makes topics finds the same cluster and names
   * @throws io.clipstream.schemas.ResourceException if Kafka refuses or does not answer
   */
  List<Outcome> look(TopicPlan plan, String arguments) {
    Set<String> there = kafka.await(kafka.admin().listTopics().names(), "listing the topics");
    List<Outcome> outcomes = new ArrayList<>();
    for (Wanted wanted : plan.topics()) {
      List<String> differences =
          there.contains(wanted.name())
              ? differences(wanted)
              : List.of(
                  "it does not exist; 'clipstream topics create %s' makes it".formatted(arguments));
      outcomes.add(new Outcome(wanted.name(), false, differences));
    }
    return outcomes;
  }

  private void create(Wanted wanted) {
    Map<String, String> settings = new HashMap<>(wanted.settings());
    settings.put(TopicPlan.MAX_BYTES, String.valueOf(minMaxBytes(wanted)));
    NewTopic topic =
        new NewTopic(wanted.name(), Optional.of(wanted.partitions()), wanted.replication())
            .configs(settings);
    kafka.await(kafka.admin().createTopics(List.of(topic)).all(), "making topic " + wanted.name());
    maxBytes.put(wanted.name(), Integer.valueOf(settings.get(TopicPlan.MAX_BYTES)));
  }

  /** That of a dead-letter topic follows its input as it is, not as it was planned. */
  private int minMaxBytes(Wanted wanted) {
    return wanted
        .deadLettersOf()
        .map(maxBytes::get) // none if the input is missing and was only looked for
        .map(input -> input + TopicPlan.DEAD_LETTER_OVERHEAD)
        .orElseGet(() -> Integer.valueOf(wanted.settings().get(TopicPlan.MAX_BYTES)));
  }

  private List<String> differences(Wanted wanted) {
    String name = wanted.name();
    Config config = settings(name);
    maxBytes.put(name, Integer.valueOf(config.get(TopicPlan.MAX_BYTES).value()));
    List<String> lines = new ArrayList<>();
    TopicDescription description = description(name);
    int partitions = description.partitions().size();
    if (wanted.oneOrder() && partitions != 1) {
      lines.add(
          "it has "
              + partitions
              + " partitions, expected 1 so that it has one order; delete it and make it again");
    }
    asked(lines, wanted, description);
    wanted
        .settings()
        .forEach(
            (key, expected) -> {
              if (!key.equals(TopicPlan.MAX_BYTES)) {
                compare(lines, name, key, config.get(key).value(), expected);
              }
            });
    if (wanted.deadLettersOf().isPresent() && maxBytes.get(name) < minMaxBytes(wanted)) {
      String min = String.valueOf(minMaxBytes(wanted));
      compare(lines, name, TopicPlan.MAX_BYTES, maxBytes.get(name).toString(), min);
    }
    return lines;
  }

  /** What was asked for and is otherwise: nothing that keeps a job from running. */
  private void asked(List<String> lines, Wanted wanted, TopicDescription found) {
    int partitions = found.partitions().size();
    wanted
        .asked()
        .partitions()
        .filter(asked -> asked != partitions)
        .ifPresent(
            asked ->
                lines.add(
                    asked < partitions
                        ? "it has %d partitions, asked for %d; Kafka takes none away"
                            .formatted(partitions, asked)
                        : "it has %d partitions, asked for %d; kafka-topics.sh --bootstrap-server %s --alter --topic %s --partitions %d adds them, and keys move to others"
                            .formatted(partitions, asked, kafka.address(), wanted.name(), asked)));
    int copies = found.partitions().get(0).replicas().size();
    wanted
        .asked()
        .replication()
        .filter(asked -> asked != copies)
        .ifPresent(
            asked ->
                lines.add(
                    "it has %d copies, asked for %d; kafka-reassign-partitions.sh changes that"
                        .formatted(copies, asked)));
    wanted
        .asked()
        .maxBytes()
        .ifPresent(
            asked ->
                compare(
                    lines,
                    wanted.name(),
                    TopicPlan.MAX_BYTES,
                    maxBytes.get(wanted.name()).toString(),
                    asked.toString()));
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
