package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.model.Precision;
import io.clipstream.model.image.ImageFormat;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.operators.fetch.FetchOptions;
import io.clipstream.operators.tagging.OnMissingModel;
import io.clipstream.operators.tagging.OnSwapFailure;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Options of what the tagging job computes; those of {@link KafkaOptions} come on top. */
public final class TaggingOptions {
  /** Settings that begin so go to Flink as they are, without it. */
  public static final String FLINK_PREFIX = "flink.";

  public static final ConfigOption<String> MODEL_NAME =
      key("model.name")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Must be given. Name of the model to follow: the key on the checkpoints topic. It"
                  + " wins over the state of a restored job.");

  public static final ConfigOption<String> MODEL_FOLLOW =
      key("model.follow")
          .stringType()
          .defaultValue("promoted")
          .withDescription(
              "promoted: the checkpoint that was promoted last, also when that changes."
                  + " pinned:ID: this checkpoint, whatever its standing. It wins over the state of"
                  + " a restored job.");

  public static final ConfigOption<List<String>> MODEL_ALLOWED_PREFIXES =
      key("model.allowed-prefixes")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Checkpoints are opened only under these URIs, comma-separated, for example"
                  + " file:///models/,s3://models/.");

  public static final ConfigOption<String> LABELS_DEFAULT =
      key("labels.default")
          .stringType()
          .defaultValue("default")
          .withDescription("Id of the label set for images that name none.");

  public static final ConfigOption<MemorySize> LABELS_WAITING =
      key("labels.waiting-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(64))
          .withDescription(
              "Images that a subtask sets aside because the label set that they name is published"
                  + " and still being encoded, or was not heard of yet. Images of other sets pass"
                  + " them, and checkpoints keep them. Beyond this size images are taken in slowly"
                  + " (128 KiB a second) until the set is ready: checkpoints still pass, and heap"
                  + " and state grow slowly. After 128 MiB of that, those whose set is not ready are"
                  + " dead letters (LABEL_SET_NOT_READY).");

  public static final ConfigOption<Duration> LABELS_UNKNOWN_WAIT =
      key("labels.unknown-wait")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription(
              "How long an image waits for the publication of the label set that it names, before"
                  + " it is a dead letter: the two come by different topics, and the image may be"
                  + " the faster. 0 for not at all.");

  public static final ConfigOption<Integer> TOP =
      key("tags.top")
          .intType()
          .defaultValue(5)
          .withDescription("Tags of a result at most, by falling score.");

  public static final ConfigOption<Boolean> THUMBNAIL =
      key("thumbnail.enabled")
          .booleanType()
          .defaultValue(false)
          .withDescription("Whether results carry a small JPEG of the picture.");

  public static final ConfigOption<Integer> THUMBNAIL_SIDE =
      key("thumbnail.side")
          .intType()
          .defaultValue(96)
          .withDescription("Longer side of that, in pixels.");

  public static final ConfigOption<Boolean> EMBEDDING =
      key("embedding.enabled")
          .booleanType()
          .defaultValue(false)
          .withDescription("Whether results carry the picture's embedding.");

  public static final ConfigOption<Integer> BATCH_SIZE =
      key("batch.size")
          .intType()
          .defaultValue(16)
          .withDescription("Pictures that are encoded together at most.");

  public static final ConfigOption<Duration> BATCH_WAIT =
      key("batch.wait")
          .durationType()
          .defaultValue(Duration.ofMillis(20))
          .withDescription(
              "How long a picture waits for others to arrive that it is encoded with. While the"
                  + " device is busy with a batch the next one grows further.");

  public static final ConfigOption<Integer> BATCHES_IN_FLIGHT =
      key("batch.in-flight")
          .intType()
          .defaultValue(2)
          .withDescription("Batches of a subtask that are with the device at once.");

  public static final ConfigOption<Integer> DECODE_THREADS =
      key("decode.threads")
          .intType()
          .defaultValue(2)
          .withDescription("Threads of each subtask that decode pictures.");

  public static final ConfigOption<MemorySize> IMAGE_BYTES =
      key("image.max-bytes")
          .memoryType()
          .defaultValue(new MemorySize(ImageLimits.DEFAULT.bytes()))
          .withDescription("Size of an encoded picture at most.");

  public static final ConfigOption<Integer> IMAGE_PIXELS =
      key("image.max-pixels")
          .intType()
          .defaultValue(ImageLimits.DEFAULT.pixels())
          .withDescription("Width times height at most.");

  public static final ConfigOption<Integer> IMAGE_SIDE =
      key("image.max-side")
          .intType()
          .defaultValue(ImageLimits.DEFAULT.side())
          .withDescription("Width and height at most, in pixels.");

  public static final ConfigOption<Integer> IMAGE_FRAMES =
      key("image.max-frames")
          .intType()
          .defaultValue(ImageLimits.DEFAULT.frames())
          .withDescription("Frames of an animation at most; the first is tagged.");

  public static final ConfigOption<MemorySize> IMAGE_MEMORY =
      key("image.max-memory")
          .memoryType()
          .defaultValue(new MemorySize(ImageLimits.DEFAULT.memory()))
          .withDescription(
              "What decoding a picture may take at most, heap and native together; 20 bytes more"
                  + " for every byte of the picture above 4 MiB. All pictures together take no"
                  + " more than half of the heap.");

  public static final ConfigOption<Duration> IMAGE_TIME =
      key("image.max-time")
          .durationType()
          .defaultValue(ImageLimits.DEFAULT.time())
          .withDescription("Processor time that decoding a picture may take at most.");

  public static final ConfigOption<List<ImageFormat>> IMAGE_FORMATS =
      key("image.formats")
          .enumType(ImageFormat.class)
          .asList()
          .defaultValues(ImageLimits.STREAM.formats().toArray(ImageFormat[]::new))
          .withDescription(
              "Formats that are read, of JPEG, PNG, GIF, BMP, WEBP and TIFF; others are rejected"
                  + " as UNSUPPORTED.");

  public static final ConfigOption<String> DEVICE =
      key("device").stringType().defaultValue("auto").withDescription("auto, cpu, cuda or cuda:N.");

  public static final ConfigOption<Precision> PRECISION =
      key("precision")
          .enumType(Precision.class)
          .defaultValue(Precision.FP32)
          .withDescription("What the encoders compute in; the 16-bit ones are for CUDA.");

  public static final ConfigOption<Integer> PARALLELISM =
      key("parallelism")
          .intType()
          .noDefaultValue()
          .withDescription(
              "Subtasks of each step. Without it, Flink's own setting holds; in one process that"
                  + " is 1.");

  public static final ConfigOption<Duration> START_TIMEOUT =
      key("start.timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(5))
          .withDescription(
              "How long a start waits for something to tag with before it fails and says what is"
                  + " missing: a checkpoint and, without state, the default label set. Images stay"
                  + " in Kafka meanwhile. Other label sets are made ready beside the tagging.");

  public static final ConfigOption<List<String>> RESULT_HEADERS =
      key("results.headers")
          .stringType()
          .asList()
          .defaultValues("traceparent")
          .withDescription(
              "Headers of an image's record that its result gets, comma-separated, * for all: as"
                  + " headers, and as attributes header.NAME. Text only.");

  public static final ConfigOption<Boolean> RESULT_KEY =
      key("results.key")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether the key of an image's record, if it is text, is the attribute record.key of"
                  + " its result. The result's own key is the image id.");

  public static final ConfigOption<MemorySize> RESULT_HEADERS_SIZE =
      key("results.headers-size")
          .memoryType()
          .defaultValue(new MemorySize(4096))
          .withDescription("Size of both together at most; what does not fit is left out.");

  public static final ConfigOption<Integer> RECORD_ATTEMPTS =
      key("record.attempts")
          .intType()
          .defaultValue(0)
          .withDescription(
              "A record with which the job has failed so many times is a dead letter with the"
                  + " reason FAILED_REPEATEDLY. To know which it was, records are worked on one at"
                  + " a time from each start to its first checkpoint, and noted in Kafka before"
                  + " (group JOB-attempts). 0, the default, for never: a fault of the machine,"
                  + " which fails whatever comes first, would set records apart one by one. Use 3"
                  + " or more, with a restart strategy that allows twice as many restarts.");

  public static final ConfigOption<OnMissingModel> RESTORE_MISSING_MODEL =
      key("restore.missing-model")
          .enumType(OnMissingModel.class)
          .defaultValue(OnMissingModel.FAIL)
          .withDescription(
              "What happens when a job is restored and neither the checkpoint that its state wants"
                  + " nor the one that served can be used: fail fails it after start.timeout and"
                  + " names them, latest-promoted takes what was promoted since.");

  public static final ConfigOption<OnSwapFailure> SWAP_ON_FAILURE =
      key("swap.on-failure")
          .enumType(OnSwapFailure.class)
          .defaultValue(OnSwapFailure.KEEP)
          .withDescription(
              "What happens when a checkpoint that was promoted cannot be used: keep goes on with"
                  + " the one in use and tries again, fail-job fails the job.");

  public static final ConfigOption<Duration> SWAP_BACKOFF =
      key("swap.backoff")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("Wait before the first new try; it doubles with each.");

  public static final ConfigOption<Duration> SWAP_MAX_BACKOFF =
      key("swap.max-backoff")
          .durationType()
          .defaultValue(Duration.ofMinutes(5))
          .withDescription("The longest such wait.");

  private static final List<OptionGroup> OWN =
      List.of(
          new OptionGroup(
              "Model",
              "",
              List.of(
                  MODEL_NAME,
                  MODEL_FOLLOW,
                  MODEL_ALLOWED_PREFIXES,
                  DEVICE,
                  PRECISION,
                  START_TIMEOUT,
                  RESTORE_MISSING_MODEL,
                  SWAP_ON_FAILURE,
                  SWAP_BACKOFF,
                  SWAP_MAX_BACKOFF)),
          new OptionGroup(
              "Labels and results",
              "",
              List.of(
                  LABELS_DEFAULT,
                  LABELS_WAITING,
                  LABELS_UNKNOWN_WAIT,
                  TOP,
                  THUMBNAIL,
                  THUMBNAIL_SIDE,
                  EMBEDDING,
                  RESULT_HEADERS,
                  RESULT_KEY,
                  RESULT_HEADERS_SIZE,
                  RECORD_ATTEMPTS)),
          new OptionGroup(
              "Throughput",
              "Settings `flink.NAME` go to Flink as they are, for example"
                  + " `flink.execution.checkpointing.dir`.",
              List.of(BATCH_SIZE, BATCH_WAIT, BATCHES_IN_FLIGHT, DECODE_THREADS, PARALLELISM)),
          new OptionGroup(
              "Limits of pictures",
              "A picture beyond one of them is a dead letter; all are checked on its header.",
              List.of(
                  IMAGE_BYTES,
                  IMAGE_PIXELS,
                  IMAGE_SIDE,
                  IMAGE_FRAMES,
                  IMAGE_MEMORY,
                  IMAGE_TIME,
                  IMAGE_FORMATS)),
          new OptionGroup("Images by URI", "Off by default.", FetchOptions.all()));

  /** The sections of the documentation: every option of the tagging job. */
  public static final List<OptionGroup> GROUPS =
      Stream.concat(KafkaOptions.GROUPS.stream(), OWN.stream()).toList();

  private TaggingOptions() {}
}
