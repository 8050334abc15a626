package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.learning.rounds.GateSettings;
import io.clipstream.learning.rounds.RoundSettings;
import io.clipstream.schemas.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Options of the training job; it has some in common with the tagging job. */
public final class TrainingOptions {
  private static final RoundSettings ROUND = RoundSettings.DEFAULT;
  private static final GateSettings GATE = GateSettings.DEFAULT;

  public static final ConfigOption<String> CAPTIONS =
      key("topic.captions")
          .stringType()
          .defaultValue(Topic.CAPTIONS.defaultName())
          .withDescription("Topic with captioned images; it has a dead-letter topic.");

  public static final ConfigOption<String> ROUNDS =
      key("topic.rounds")
          .stringType()
          .defaultValue(Topic.ROUNDS.defaultName())
          .withDescription("Topic with requests for rounds; it has a dead-letter topic.");

  public static final ConfigOption<String> MODEL_NAME =
      key("model.name")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Name of the model to train: the key on the checkpoints topic.");

  public static final ConfigOption<List<String>> MODEL_ALLOWED_PREFIXES =
      key("model.allowed-prefixes")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Parents are opened only under these directories, comma-separated; they must hold"
                  + " checkpoints.path too. Paths or file: URIs.");

  public static final ConfigOption<String> STORE =
      key("store.path")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Directory of the pair store, on a file system that every"
                  + " TaskManager sees under this path.");

  public static final ConfigOption<String> STORE_TAKE_OVER =
      key("store.take-over")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Name of a job that has ended for good, whose store this one is to have from now on."
                  + " A store belongs to the job that first took it.");

  public static final ConfigOption<MemorySize> STORE_FILE_SIZE =
      key("store.file-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(64))
          .withDescription(
              "Files of the store that rounds have learnt from are put together to about this size"
                  + " when 16 of them are smaller than half of it.");

  public static final ConfigOption<String> CHECKPOINTS_PATH =
      key("checkpoints.path")
          .stringType()
          .noDefaultValue()
          .withDescription("Must be given. Directory that new checkpoints are written to.");

  public static final ConfigOption<List<String>> ORIGINS =
      key("captions.allowed-origins")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Captions of other origins are dead letters. None given: all are taken.");

  public static final ConfigOption<Double> HELD_OUT =
      key("captions.held-out")
          .doubleType()
          .defaultValue(0.1)
          .withDescription(
              "Share of pictures that nothing ever learns from; the gate measures with them. A"
                  + " picture's content decides, so changing this moves pictures.");

  public static final ConfigOption<Duration> REMEMBER =
      key("captions.remember")
          .durationType()
          .defaultValue(Duration.ofDays(7))
          .withDescription(
              "A repeat of a pair is dropped if it comes so soon after; later ones are stored"
                  + " again, and still learnt from once.");

  public static final ConfigOption<Integer> AFTER_PAIRS =
      key("round.after-pairs")
          .intType()
          .defaultValue(1000)
          .withDescription("New pairs in the store that begin a round.");

  public static final ConfigOption<Duration> AFTER_TIME =
      key("round.after-time")
          .durationType()
          .noDefaultValue()
          .withDescription(
              "A round begins so long after the last if there is any new pair. Not given: never.");

  public static final ConfigOption<Duration> SCAN =
      key("round.scan-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("How often the store is looked at.");

  public static final ConfigOption<Double> PASSES =
      key("round.passes")
          .doubleType()
          .defaultValue(ROUND.passes())
          .withDescription("How often a round sees each of its pairs.");

  public static final ConfigOption<Integer> BATCH =
      key("round.batch-size")
          .intType()
          .defaultValue(ROUND.batchSize())
          .withDescription("Pairs whose similarities are compared with each other.");

  public static final ConfigOption<Integer> CHUNK =
      key("round.chunk-size")
          .intType()
          .defaultValue(ROUND.chunkSize())
          .withDescription("Pairs that pass the encoders at once; memory grows with it.");

  public static final ConfigOption<Double> RATE =
      key("round.learning-rate")
          .doubleType()
          .defaultValue(ROUND.learningRate())
          .withDescription("Peak learning rate; it rises first, then falls along a cosine.");

  public static final ConfigOption<Double> WARM_UP =
      key("round.warm-up")
          .doubleType()
          .defaultValue(ROUND.warmUpShare())
          .withDescription("Share of the steps over which the rate rises.");

  public static final ConfigOption<Double> WEIGHT_DECAY =
      key("round.weight-decay")
          .doubleType()
          .defaultValue(ROUND.weightDecay())
          .withDescription("Decay of weights, decoupled from the gradients.");

  public static final ConfigOption<Double> CLIP_NORM =
      key("round.clip-norm")
          .doubleType()
          .defaultValue(ROUND.maxGradientNorm())
          .withDescription("Length of all gradients together at most.");

  public static final ConfigOption<Double> REPLAY =
      key("round.replay")
          .doubleType()
          .defaultValue(ROUND.replayPerNewPair())
          .withDescription("Older pairs that are learnt from again, for each new pair.");

  public static final ConfigOption<List<String>> REPLAY_SOURCES =
      key("round.replay-sources")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Folders with captions.tsv that older pairs are also drawn from, such as what the"
                  + " first checkpoint was trained on.");

  public static final ConfigOption<String> AUGMENTATION =
      key("round.augmentation")
          .stringType()
          .defaultValue(ROUND.augmentation())
          .withDescription("paper (a random crop) or small-set (colour, turns, outlines).");

  public static final ConfigOption<String> OBJECTIVE =
      key("round.objective")
          .stringType()
          .defaultValue(ROUND.objective())
          .withDescription(
              "softmax: pictures and captions of a batch compete, as in CLIP. sigmoid: each picture"
                  + " with each caption by itself, as in SigLIP.");

  public static final ConfigOption<Long> SEED =
      key("round.seed")
          .longType()
          .defaultValue(1L)
          .withDescription("Every random choice of a round follows from it and the round's files.");

  public static final ConfigOption<Duration> SNAPSHOT =
      key("round.snapshot-every")
          .durationType()
          .defaultValue(ROUND.snapshotEvery())
          .withDescription(
              "Time between snapshots of a round: what a round that is killed trains again at"
                  + " most.");

  public static final ConfigOption<Integer> ATTEMPTS =
      key("round.attempts")
          .intType()
          .defaultValue(5)
          .withDescription(
              "A round that failed so often is given up. Its files are set apart, named on the status"
                  + " topic, until somebody asks for a round.");

  public static final ConfigOption<Duration> BACKOFF =
      key("round.backoff")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription("Wait before a failed round is tried again; it doubles with each.");

  public static final ConfigOption<String> DEVICE =
      key("device").stringType().defaultValue("auto").withDescription("auto, cpu, cuda or cuda:N.");

  public static final ConfigOption<List<Double>> ALPHAS =
      key("gate.alphas")
          .doubleType()
          .asList()
          .defaultValues(GATE.alphas().toArray(new Double[0]))
          .withDescription("Shares of the trained weights to try, the rest being the parent's.");

  public static final ConfigOption<Integer> LEAST_HELD_OUT =
      key("gate.least-held-out")
          .intType()
          .defaultValue(GATE.leastHeldOut())
          .withDescription("With fewer new held-out pairs a round makes a candidate at best.");

  public static final ConfigOption<Integer> MOST_HELD_OUT =
      key("gate.most-held-out")
          .intType()
          .defaultValue(GATE.mostHeldOut())
          .withDescription(
              "Held-out pairs that are measured at most, of the new and the old each.");

  public static final ConfigOption<Double> MARGIN =
      key("gate.margin")
          .doubleType()
          .defaultValue(GATE.margin())
          .withDescription("Most that an old measurement may fall below the parent's.");

  public static final ConfigOption<Double> INTERVAL_MARGIN =
      key("gate.interval-margin")
          .doubleType()
          .defaultValue(GATE.intervalMargin())
          .withDescription("Most that the lower end of its 95 % interval may lie below 0.");

  public static final ConfigOption<Double> BASELINE_MARGIN =
      key("gate.baseline-margin")
          .doubleType()
          .defaultValue(GATE.baselineMargin())
          .withDescription("Most that an old measurement may lie below the baseline's.");

  public static final ConfigOption<Double> MOST_FLIPS =
      key("gate.most-flips")
          .doubleType()
          .defaultValue(GATE.mostFlips())
          .withDescription(
              "Share of decisions under each label set in force that may change at most.");

  public static final ConfigOption<List<String>> PINNED =
      key("gate.pinned")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Tables of labelled pictures (path, class) whose zero-shot accuracy is guarded.");

  public static final ConfigOption<String> TEMPLATES =
      key("gate.templates")
          .stringType()
          .defaultValue("photo")
          .withDescription("Prompt templates of these: a name or a file, as for clipstream tag.");

  public static final ConfigOption<String> BASELINE =
      key("gate.baseline")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Directory of the checkpoint that small losses must not lead below. Not given: the"
                  + " parent of each round, and nothing holds small losses from adding up.");

  /** The sections of the documentation: every option of the training job. */
  public static final List<OptionGroup> GROUPS =
      List.of(
          new OptionGroup(
              "Job and Kafka",
              "Settings `kafka.NAME` go to Kafka's clients, settings `flink.NAME` to Flink, as they"
                  + " are.",
              List.of(
                  KafkaOptions.JOB_NAME,
                  KafkaOptions.BOOTSTRAP_SERVERS,
                  CAPTIONS,
                  ROUNDS,
                  KafkaOptions.LABEL_SETS,
                  KafkaOptions.CHECKPOINTS,
                  KafkaOptions.STATUS,
                  TaggingOptions.PARALLELISM)),
          new OptionGroup(
              "Model and store",
              "",
              List.of(
                  MODEL_NAME,
                  MODEL_ALLOWED_PREFIXES,
                  CHECKPOINTS_PATH,
                  STORE,
                  STORE_TAKE_OVER,
                  STORE_FILE_SIZE,
                  DEVICE)),
          new OptionGroup(
              "Captions",
              "",
              List.of(
                  ORIGINS,
                  HELD_OUT,
                  REMEMBER,
                  TaggingOptions.IMAGE_BYTES,
                  TaggingOptions.IMAGE_PIXELS,
                  TaggingOptions.IMAGE_SIDE,
                  TaggingOptions.IMAGE_FRAMES,
                  TaggingOptions.IMAGE_MEMORY,
                  TaggingOptions.IMAGE_TIME,
                  TaggingOptions.IMAGE_FORMATS)),
          new OptionGroup(
              "Rounds",
              "",
              List.of(
                  AFTER_PAIRS,
                  AFTER_TIME,
                  SCAN,
                  PASSES,
                  BATCH,
                  CHUNK,
                  RATE,
                  WARM_UP,
                  WEIGHT_DECAY,
                  CLIP_NORM,
                  REPLAY,
                  REPLAY_SOURCES,
                  AUGMENTATION,
                  OBJECTIVE,
                  SEED,
                  SNAPSHOT,
                  ATTEMPTS,
                  BACKOFF)),
          new OptionGroup(
              "Gate",
              "Accuracies are shares: 0.01 is one picture in a hundred.",
              List.of(
                  ALPHAS,
                  LEAST_HELD_OUT,
                  MOST_HELD_OUT,
                  MARGIN,
                  INTERVAL_MARGIN,
                  BASELINE_MARGIN,
                  MOST_FLIPS,
                  PINNED,
                  TEMPLATES,
                  BASELINE)),
          new OptionGroup(
              "Delivery",
              "",
              List.of(
                  KafkaOptions.DELIVERY,
                  KafkaOptions.CHECKPOINT_INTERVAL,
                  KafkaOptions.CHECKPOINT_TIMEOUT,
                  KafkaOptions.TRANSACTION_TIMEOUT)),
          KafkaOptions.IN_ONE_PROCESS,
          new OptionGroup(
              "Wire format",
              "",
              List.of(
                  KafkaOptions.WIRE_FORMAT,
                  KafkaOptions.REGISTRY_URL,
                  KafkaOptions.REGISTRY_USER,
                  KafkaOptions.REGISTRY_PASSWORD,
                  KafkaOptions.REGISTRY_TIMEOUT,
                  KafkaOptions.REGISTRY_REGISTER)));

  private TrainingOptions() {}
}
