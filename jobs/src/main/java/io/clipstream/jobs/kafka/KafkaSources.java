package io.clipstream.jobs.kafka;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.RawRecord;
import io.clipstream.operators.types.RecordTypes;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/** What a job reads, as committed records unless the settings say otherwise. */
public final class KafkaSources {
  /** Ending of the consumer group that reads the control logs. */
  static final String CONTROL = "-control";

  private final KafkaSettings kafka;
  private final String jobName;

  public KafkaSources(KafkaSettings kafka, String jobName) {
    this.kafka = kafka;
    this.jobName = jobName;
  }

  /** Images to tag; the consumer group has the job's name. */
  public Source<RawRecord, ?, ?> images(TaggingTopics topics, ImageRange range) {
    KafkaSourceBuilder<RawRecord> builder =
        KafkaSource.<RawRecord>builder()
            .setTopics(topics.images())
            .setGroupId(jobName)
            .setClientIdPrefix(jobName + "-images")
            .setStartingOffsets(range.start())
            .setDeserializer(new RawRecordDeserializer(RecordTypes.RAW_RECORD))
            .setProperties(properties());
    return range
        .bound()
        .<Source<RawRecord, ?, ?>>map(end -> endingImages(builder.setBounded(end)))
        .orElseGet(builder::build);
  }

  private Source<RawRecord, ?, ?> endingImages(KafkaSourceBuilder<RawRecord> builder) {
    GroupOffsets group = new GroupOffsets(kafka, jobName);
    return new BoundedKafkaSource<>(
        builder.build(), reader -> new EndCommittingReader(reader, group));
  }

  /**
   * Both control logs.
   *
   * @param from where it begins without state: no further than where any tagger begins that has
   *     read the logs up to there by itself
   * @param bounded whether it ends at their present ends
   */
  public Source<ControlRecord, ?, ?> control(
      ControlLogs logs, Map<TopicPartition, Long> from, boolean bounded) {
    KafkaSourceBuilder<ControlRecord> builder =
        KafkaSource.<ControlRecord>builder()
            .setTopics(logs.topics())
            .setGroupId(jobName + CONTROL)
            .setClientIdPrefix(jobName + CONTROL)
            .setStartingOffsets(OffsetsInitializer.offsets(from, OffsetResetStrategy.EARLIEST))
            .setDeserializer(new ControlRecordDeserializer(logs, RecordTypes.CONTROL_RECORD))
            .setProperties(properties());
    if (!bounded) {
      return builder.build();
    }
    KafkaSource<ControlRecord> source = builder.setBounded(OffsetsInitializer.latest()).build();
    return new BoundedKafkaSource<>(source, reader -> reader);
  }

  /**
   * Records of one topic, by a consumer group of its own for each use.
   *
   * @param use ends the group's name; empty for the job's own group
   * @param start where a job without state begins
   */
  public KafkaSource<RawRecord> records(String topic, String use, OffsetsInitializer start) {
    return KafkaSource.<RawRecord>builder()
        .setTopics(topic)
        .setGroupId(jobName + use)
        .setClientIdPrefix(jobName + use + "-" + topic)
        .setStartingOffsets(start)
        .setDeserializer(new RawRecordDeserializer(RecordTypes.RAW_RECORD))
        .setProperties(properties())
        .build();
  }

  private Properties properties() {
    return kafka.properties(Map.of("isolation.level", "read_committed"));
  }
}
