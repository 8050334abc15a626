package io.clipstream.jobs.kafka;

import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;

/**
 * Makes records for topics that are known beforehand: transactions that an earlier attempt left
 * open are found by what they wrote to.
 */
interface TopicSerializer<T> extends KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
  /** Every topic that a record may go to. */
  List<String> topics();

  @Override
  default Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(topics())));
  }
}
