package io.clipstream.jobs.kafka;

import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;

/** Tells the connector which topics a sink writes, by which it finds transactions left open. */
final class TargetTopics {
  private TargetTopics() {}

  static Optional<KafkaDatasetFacet> facet(List<String> topics) {
    return Optional.of(
        new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(topics)));
  }
}
