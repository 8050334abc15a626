package io.clipstream.cli;

import io.clipstream.jobs.kafka.Right;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;

/** Looks at topics, rights and limits of a Kafka cluster. */
final class DoctorKafka {
  private static final String AREA = "Kafka";

  /** The default of transaction.timeout. */
  private static final Duration TRANSACTION = Duration.ofMinutes(15);

  private static final String LIMIT = "transaction.max.timeout.ms";

  private final KafkaClients kafka;
  private final KafkaConnection connection;
  private final List<Finding> findings = new ArrayList<>();

  DoctorKafka(KafkaClients kafka, KafkaConnection connection) {
    this.kafka = kafka;
    this.connection = connection;
  }

  List<Finding> look() {
    Collection<Node> brokers = kafka.await(kafka.admin().describeCluster().nodes(), "looking");
    findings.add(Finding.ok(AREA, "connection", kafka.address() + ", " + brokers(brokers.size())));
    topics();
    rights();
    transactions(brokers.iterator().next());
    copies(brokers.size());
    return findings;
  }

  private static String brokers(int count) {
    return count == 1 ? "1 broker" : count + " brokers";
  }

  private void topics() {
    List<TopicMaker.Outcome> seen =
        new TopicMaker(kafka)
            .look(TopicPlan.of(connection::name, null, null, null), connection.arguments());
    long fine = seen.stream().filter(topic -> topic.differences().isEmpty()).count();
    if (fine > 0) {
      findings.add(Finding.ok(AREA, "topics", fine + " are as jobs need them"));
    }
    for (TopicMaker.Outcome topic : seen) {
      for (String difference : topic.differences()) {
        findings.add(Finding.fault(AREA, "topic " + topic.topic(), difference));
      }
    }
  }

  private Map<String, TopicDescription> descriptions() {
    Set<String> there = kafka.await(kafka.admin().listTopics().names(), "listing the topics");
    List<String> names =
        Stream.of(Topic.values()).map(connection::name).filter(there::contains).toList();
    return kafka.await(kafka.admin().describeTopics(names).allTopicNames(), "looking at topics");
  }

  /** Of whoever does everything; --role looks at less. */
  private void rights() {
    List<Right> all = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      all.addAll(Right.topic(connection.name(topic), AclOperation.READ, AclOperation.WRITE));
    }
    List<Right> missing = DoctorRights.missing(kafka, all);
    for (Right right : missing) {
      findings.add(
          Finding.warning(
              AREA, "rights", right + " is missing", "--role says which rights a role needs"));
    }
    if (missing.isEmpty()) {
      findings.add(Finding.ok(AREA, "rights", "this user may read and write all topics"));
    }
  }

  private void transactions(Node broker) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
    try {
      String value =
          kafka
              .await(kafka.admin().describeConfigs(List.of(resource)).all(), "looking at a broker")
              .get(resource)
              .get(LIMIT)
              .value();
      findings.add(
          Finding.when(
              Long.parseLong(value) >= TRANSACTION.toMillis(),
              AREA,
              LIMIT,
              value,
              Finding.fault(
                  AREA,
                  LIMIT,
                  value + ", and jobs ask for " + TRANSACTION.toMillis() + " by default",
                  "raise it, or set transaction.timeout of the jobs below it")));
    } catch (ClipstreamException e) {
      findings.add(
          Finding.unknown(
              AREA, LIMIT, e.getMessage(), "give DESCRIBE_CONFIGS on the cluster to look at it"));
    }
  }

  /** A topic of one copy goes with its broker. */
  private void copies(int brokers) {
    if (brokers < 2) {
      return;
    }
    List<String> single =
        descriptions().values().stream()
            .filter(
                topic -> topic.partitions().stream().anyMatch(part -> part.replicas().size() < 2))
            .map(TopicDescription::name)
            .sorted()
            .toList();
    findings.add(
        Finding.when(
            single.isEmpty(),
            AREA,
            "copies",
            "every topic has two or more",
            Finding.warning(
                AREA,
                "copies",
                String.join(", ", single) + " on one broker alone",
                "kafka-reassign-partitions.sh gives them more")));
  }
}
