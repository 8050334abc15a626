package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.schemas.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of the tagging job's name, its topics, and how it reads and writes them. */
public final class KafkaOptions {
  /** Settings that begin so go to Kafka's clients as they are, without it. */
  public static final String KAFKA_PREFIX = "kafka.";

  public static final ConfigOption<String> JOB_NAME =
      key("job.name")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Name of the job, unique among the jobs on a Kafka cluster: the consumer group and"
                  + " the transactional ids derive from it. Letters, digits, '.', '_' and '-'.");

  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      key("kafka.bootstrap.servers")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Kafka brokers to begin with, as host:port, comma-separated.");

  public static final ConfigOption<List<String>> IMAGES =
      key("topic.images")
          .stringType()
          .asList()
          .defaultValues(Topic.IMAGES.defaultName())
          .withDescription(
              "Topics with images to tag, comma-separated. Each has a dead-letter topic, its name"
                  + " followed by .dlq.");

  public static final ConfigOption<String> TAGS = topic("topic.tags", Topic.TAGS, "results");

  public static final ConfigOption<String> LABEL_SETS =
      topic("topic.label-sets", Topic.LABEL_SETS, "label sets, a control log");

  public static final ConfigOption<String> CHECKPOINTS =
      topic("topic.checkpoints", Topic.CHECKPOINTS, "announced checkpoints, a control log");

  public static final ConfigOption<String> STATUS =
      topic("topic.status", Topic.STATUS, "what each subtask is doing");

  public static final ConfigOption<StartFrom> START_FROM =
      key("start.from")
          .enumType(StartFrom.class)
          .defaultValue(StartFrom.COMMITTED)
          .withDescription(
              "Where a job that starts without state begins to read images: at the offsets that"
                  + " its group committed (where there are none, at the earliest), at the earliest"
                  + " or latest record, or at a timestamp.");

  public static final ConfigOption<String> START_TIMESTAMP =
      key("start.timestamp")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "With start.from=timestamp: images of this time and later, for example"
                  + " 2026-01-31T00:00:00Z.");

  public static final ConfigOption<String> UNTIL =
      key("until")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Ends the job when it has tagged the images up to here: 'latest' for those that are"
                  + " there at the start, or a time such as 2026-01-31T00:00:00Z. Label sets and"
                  + " checkpoints are then taken as they are at the start.");

  public static final ConfigOption<Delivery> DELIVERY =
      key("delivery.guarantee")
          .enumType(Delivery.class)
          .defaultValue(Delivery.EXACTLY_ONCE)
          .withDescription(
              "exactly-once: every image has one result for readers of committed records, through"
                  + " failures too; results become readable when a checkpoint completes."
                  + " at-least-once: results are readable at once; after a failure some come twice,"
                  + " and readers tell by their origin. The default is the one that needs no care"
                  + " from readers.");

  public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      key("checkpoint.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription(
              "Time between checkpoints: how long results wait under exactly-once, and how much"
                  + " work a failure repeats.");

  public static final ConfigOption<Duration> CHECKPOINT_TIMEOUT =
      key("checkpoint.timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription("A checkpoint that takes longer is given up.");

  public static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
      key("transaction.timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(15))
          .withDescription(
              "Under exactly-once: an outage longer than this loses the results that were not"
                  + " committed yet. At most the brokers' transaction.max.timeout.ms, which is 15"
                  + " min by default; a start checks that.");

  public static final ConfigOption<Duration> OUT_OF_ORDERNESS =
      key("watermark.out-of-orderness")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("How far a record's timestamp may lie behind the latest before it.");

  public static final ConfigOption<Duration> IDLENESS =
      key("watermark.idleness")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription("A partition silent for so long does not hold event time back.");

  public static final ConfigOption<Wire> WIRE_FORMAT =
      key("wire.format")
          .enumType(Wire.class)
          .defaultValue(Wire.SINGLE_OBJECT)
          .withDescription(
              "single-object: Avro single-object encoding. confluent: the Confluent wire format,"
                  + " with schemas in a registry.");

  public static final ConfigOption<String> REGISTRY_URL =
      key("registry.url")
          .stringType()
          .noDefaultValue()
          .withDescription("With wire.format=confluent: the schema registry, http:// or https://.");

  public static final ConfigOption<String> REGISTRY_USER =
      key("registry.user")
          .stringType()
          .noDefaultValue()
          .withDescription("User name for the registry; none for a registry that asks for none.");

  public static final ConfigOption<String> REGISTRY_PASSWORD =
      key("registry.password")
          .stringType()
          .noDefaultValue()
          .withDescription("Password for the registry. Better in a file than on a command line.");

  public static final ConfigOption<Duration> REGISTRY_TIMEOUT =
      key("registry.timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("Time for one request to the registry.");

  public static final ConfigOption<Boolean> REGISTRY_REGISTER =
      key("registry.register")
          .booleanType()
          .defaultValue(true)
          .withDescription("Whether the job registers schemas that the registry does not hold.");

  public static final ConfigOption<String> STATE_DIRECTORY =
      key("state.dir")
          .stringType()
          .defaultValue("data/state")
          .withDescription(
              "Where a job in one process keeps its checkpoints, in a directory of the job's name"
                  + " that is open to its owner alone. The next start goes on from the newest one;"
                  + " with --fresh it does not. On a cluster Flink's execution.checkpointing.dir"
                  + " counts.");

  /** What holds for a job in one process alone. */
  static final OptionGroup IN_ONE_PROCESS =
      new OptionGroup(
          "In one process",
          "For `clipstream job`. Flink listens on 127.0.0.1 there; `flink.rest.bind-address` opens"
              + " its REST, which asks nobody who they are, to others.",
          List.of(STATE_DIRECTORY));

  /** The sections of the documentation. */
  public static final List<OptionGroup> GROUPS =
      List.of(
          new OptionGroup(
              "Job and Kafka",
              "Settings `kafka.NAME` go to Kafka's clients as they are, for example"
                  + " `kafka.security.protocol`.",
              List.of(JOB_NAME, BOOTSTRAP_SERVERS, IMAGES, TAGS, LABEL_SETS, CHECKPOINTS, STATUS)),
          new OptionGroup(
              "Start and end",
              "A job that resumes from a savepoint goes on where that was taken; in one process every"
                  + " start does that, from its state directory, unless `--fresh` is given.",
              List.of(START_FROM, START_TIMESTAMP, UNTIL)),
          new OptionGroup(
              "Delivery",
              "",
              List.of(
                  DELIVERY,
                  CHECKPOINT_INTERVAL,
                  CHECKPOINT_TIMEOUT,
                  TRANSACTION_TIMEOUT,
                  OUT_OF_ORDERNESS,
                  IDLENESS)),
          IN_ONE_PROCESS,
          new OptionGroup(
              "Wire format",
              "",
              List.of(
                  WIRE_FORMAT,
                  REGISTRY_URL,
                  REGISTRY_USER,
                  REGISTRY_PASSWORD,
                  REGISTRY_TIMEOUT,
                  REGISTRY_REGISTER)));

  private KafkaOptions() {}

  private static ConfigOption<String> topic(String key, Topic topic, String holds) {
    return key(key)
        .stringType()
        .defaultValue(topic.defaultName())
        .withDescription("Topic with " + holds + ".");
  }
}
