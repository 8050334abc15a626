package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;

/** Options that every job has: its name, its topics, and how it reads and writes them. */
final class KafkaOptions {
  /** Settings that begin so go to Kafka's clients as they are, without it. */
  static final String KAFKA_PREFIX = "kafka.";

  /** Settings that begin so go to Flink as they are, without it. */
  static final String FLINK_PREFIX = "flink.";

  static final ConfigOption<String> JOB_NAME =
      key("job.name")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Name of the job, which one job at a time has on a Kafka cluster: the consumer"
                  + " group and the transactional ids derive from it. Letters, digits, '.', '_' and '-'.");

  static final ConfigOption<String> BOOTSTRAP_SERVERS =
      key("kafka.bootstrap.servers")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Kafka brokers to begin with, as host:port, comma-separated.");

  static final ConfigOption<List<String>> IMAGES =
      key("topic.images")
          .stringType()
          .asList()
          .defaultValues(Topic.IMAGES.defaultName())
          .withDescription(
              "Topics with images to tag, comma-separated. Each has a dead-letter topic, its name"
                  + " followed by .dlq.");

  static final ConfigOption<String> TAGS = topic("topic.tags", Topic.TAGS, "results");

  static final ConfigOption<String> CAPTIONS =
      key("topic.captions")
          .stringType()
          .defaultValue(Topic.CAPTIONS.defaultName())
          .withDescription("Topic with captioned images; it has a dead-letter topic.");

  static final ConfigOption<String> ROUNDS =
      key("topic.rounds")
          .stringType()
          .defaultValue(Topic.ROUNDS.defaultName())
          .withDescription("Topic with requests for rounds; it has a dead-letter topic.");

  static final ConfigOption<String> PREVIEWS =
      topic(
          "topic.previews",
          Topic.PREVIEWS,
          "drafts of label sets that somebody wants tried; where it is not there, none are");

  static final ConfigOption<String> PREVIEW_ANSWERS =
      topic("topic.preview-answers", Topic.PREVIEW_ANSWERS, "what would become of such drafts");

  static final ConfigOption<String> LABEL_SETS =
      topic("topic.label-sets", Topic.LABEL_SETS, "label sets, a control log");

  static final ConfigOption<String> CHECKPOINTS =
      topic("topic.checkpoints", Topic.CHECKPOINTS, "announced checkpoints, a control log");

  static final ConfigOption<String> STATUS =
      topic("topic.status", Topic.STATUS, "what each subtask is doing");

  static final ConfigOption<Delivery> DELIVERY =
      key("delivery.guarantee")
          .enumType(Delivery.class)
          .defaultValue(Delivery.EXACTLY_ONCE)
          .withDescription(
              "exactly-once: every image has one result for readers of committed records, through"
                  + " failures too; results become readable when a checkpoint completes."
                  + " at-least-once: results are readable at once; after a failure some come twice,"
                  + " and readers tell by their origin. The default is the one that needs no care"
                  + " from readers.");

  static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      key("checkpoint.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription(
              "Time between checkpoints: how long results wait under exactly-once, and how much"
                  + " work a failure repeats.");

  static final ConfigOption<Duration> CHECKPOINT_TIMEOUT =
      key("checkpoint.timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription("A checkpoint that takes longer is given up.");

  static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
      key("transaction.timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(15))
          .withDescription(
              "Under exactly-once: an outage longer than this loses the results that were not"
                  + " committed yet. At most the brokers' transaction.max.timeout.ms, which is 15"
                  + " min by default; a start checks that.");

  static final ConfigOption<Boolean> ACCEPT_LOSS =
      key("delivery.accept-loss")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Under exactly-once: a job that finds that Kafka has aborted results which a"
                  + " checkpoint counts as written fails and does not start again, so that somebody"
                  + " can begin at an earlier checkpoint. With true it goes on without them and"
                  + " logs an error.");

  static final ConfigOption<Integer> PARALLELISM =
      key("parallelism")
          .intType()
          .noDefaultValue()
          .withDescription(
              "Subtasks of each step. Without it, Flink's own setting holds; in one process that"
                  + " is 1.");

  static final ConfigOption<String> STATE_DIRECTORY =
      key("state.dir")
          .stringType()
          .defaultValue("data/state")
          .withDescription(
              "Where a job in one process keeps its checkpoints, in a directory of the job's name"
                  + " that is open to its owner alone. The next start goes on from the newest one;"
                  + " with --fresh it does not. On a cluster Flink's execution.checkpointing.dir"
                  + " counts.");

  /** What holds for a job in one process alone. */
  static final OptionGroup LOCAL_GROUP =
      new OptionGroup(
          "In one process",
          "For `clipstream job`. Flink listens on 127.0.0.1 there; `flink.rest.bind-address` opens"
              + " its REST, which asks nobody who they are, to others.",
          List.of(STATE_DIRECTORY));

  /** What holds for every job; the topics differ. */
  static OptionGroup jobGroup(ConfigOption<?>... topics) {
    return new OptionGroup(
        "Job and Kafka",
        "Settings `kafka.NAME` go to Kafka's clients, settings `flink.NAME` to Flink, as they are,"
            + " for example `kafka.security.protocol`, `flink.execution.checkpointing.dir`.",
        Stream.of(
                Stream.of(JOB_NAME, BOOTSTRAP_SERVERS),
                Stream.of(topics),
                Stream.of(LABEL_SETS, CHECKPOINTS, STATUS, LeaseOptions.TOPIC, PARALLELISM))
            .<ConfigOption<?>>flatMap(options -> options)
            .toList());
  }

  static final OptionGroup DELIVERY_GROUP =
      new OptionGroup(
          "Delivery",
          "",
          List.of(
              DELIVERY, ACCEPT_LOSS, CHECKPOINT_INTERVAL, CHECKPOINT_TIMEOUT, TRANSACTION_TIMEOUT));

  private KafkaOptions() {}

  private static ConfigOption<String> topic(String key, Topic topic, String holds) {
    return key(key)
        .stringType()
        .defaultValue(topic.defaultName())
        .withDescription("Topic with " + holds + ".");
  }
}
