package io.clipstream.schemas;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The topics: default names, keys, values, and how Kafka is to keep them. */
public enum Topic {
  IMAGES("images.events.v1", "image id", ImageEvent.class, Keeping.STREAM),
  TAGS("images.tags.v1", "image id", TagEvent.class, Keeping.STREAM),
  CAPTIONS("images.captions.v1", "image id", CaptionedImage.class, Keeping.STREAM),
  REVIEWS("images.reviews.v1", "image id", ReviewDecision.class, Keeping.STREAM),
  LABEL_SETS("labels.sets.v1", "label set id", LabelSet.class, Keeping.CONTROL_LOG),
  PREVIEWS("labels.previews.v1", "request id", PreviewRequest.class, Keeping.PASSING),
  PREVIEW_ANSWERS("labels.answers.v1", "request id", PreviewAnswer.class, Keeping.PASSING),
  CHECKPOINTS("model.checkpoints.v1", "model name", CheckpointEvent.class, Keeping.CONTROL_LOG),
  ROUNDS("model.rounds.v1", "model name", RoundRequest.class, Keeping.STREAM),
  STATUS("model.status.v1", "job name / subtask", StatusEvent.class, Keeping.COMPACTED),
  LEASES("jobs.leases.v1", "job name", JobLease.class, Keeping.LEASES);

  /** How Kafka keeps the records of a topic. */
  public enum Keeping {
    /** Records go when the retention of the topic says so; partitions as many as you like. */
    STREAM,
    /**
     * One partition and nothing is ever removed, so that a job can read the whole history in order:
     * the last valid record of a key wins, and a refused one cannot displace a good one.
     */
    CONTROL_LOG,
    /** The last record of each key stays. */
    COMPACTED,
    /**
     * One partition, whose order decides who came first. Compacted to stay small, but not before a
     * holder that lives has renewed its lease: a refused claim must not be what is left of a key.
     */
    LEASES,
    /** Questions and answers that nobody needs an hour later. */
    PASSING
  }

  /** Ending of the name of a topic's dead-letter topic. */
  public static final String DEAD_LETTER_SUFFIX = ".dlq";

  /** An hour: far above any timeout of a lease. */
  private static final String LEASES_KEPT_MILLIS = "3600000";

  private final String defaultName;
  private final String key;
  private final Class<? extends SpecificRecord> type;
  private final Keeping keeping;

  Topic(String defaultName, String key, Class<? extends SpecificRecord> type, Keeping keeping) {
    this.defaultName = defaultName;
    this.key = key;
    this.type = type;
    this.keeping = keeping;
  }

  /** Name of the topic unless an option names another. */
  public String defaultName() {
    return defaultName;
  }

  /** What the UTF-8 key of a record says, in words. */
  public String key() {
    return key;
  }

  /** Class of the values. */
  public Class<? extends SpecificRecord> type() {
    return type;
  }

  /** Schema of the values. */
  public Schema schema() {
    return SpecificData.get().getSchema(type);
  }

  public Keeping keeping() {
    return keeping;
  }

  /** The topic-level settings of Kafka that the keeping asks for. */
  public Map<String, String> kafkaSettings() {
    return switch (keeping) {
      case STREAM -> Map.of("cleanup.policy", "delete");
      case CONTROL_LOG -> Map.of("cleanup.policy", "delete", "retention.ms", "-1");
      case COMPACTED -> Map.of("cleanup.policy", "compact");
      case LEASES ->
          Map.of(
              "cleanup.policy", "compact",
              "segment.ms", LEASES_KEPT_MILLIS,
              "min.compaction.lag.ms", LEASES_KEPT_MILLIS);
      case PASSING -> Map.of("cleanup.policy", "delete", "retention.ms", "3600000");
    };
  }

  /** Whether the order of all records counts: then there is one partition. */
  public boolean isOneOrder() {
    return keeping == Keeping.CONTROL_LOG || keeping == Keeping.LEASES;
  }

  /** Name of the dead-letter topic of a topic of that name. */
  public static String deadLetter(String topicName) {
    return topicName + DEAD_LETTER_SUFFIX;
  }
}
