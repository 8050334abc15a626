package io.clipstream.jobs.options;

import io.clipstream.jobs.kafka.ControlLogs;
import io.clipstream.jobs.kafka.ImageRange;
import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.model.image.ImageFormat;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.operators.fetch.FetchSettings;
import io.clipstream.operators.tagging.Carried;
import io.clipstream.operators.tagging.Follow;
import io.clipstream.operators.tagging.TaggerSettings;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * Everything that can be set about a tagging job.
 *
 * @param jobName letters, digits, '.', '_' and '-'
 * @param delivery of results and dead letters
 * @param outOfOrderness how far timestamps may lie behind
 * @param idleness after which a partition does not hold event time back
 * @param fetch of images by URI
 * @param stateDirectory of this job, where it runs in one process
 * @param flink configuration for Flink: checkpoints, parallelism and what was handed on
 */
public record TaggingJobSettings(
    String jobName,
    KafkaSettings kafka,
    TaggingTopics topics,
    ImageRange range,
    DeliveryGuarantee delivery,
    Duration transactionTimeout,
    Duration outOfOrderness,
    Duration idleness,
    WireFormat wireFormat,
    TaggerSettings tagger,
    FetchSettings fetch,
    Path stateDirectory,
    Configuration flink) {

  /**
   * Reads {@code --key value} arguments and the file that {@code --config} names.
   *
   * @throws SettingException if an option is unknown, missing or has a value that cannot be used
   */
  public static TaggingJobSettings parse(List<String> arguments) {
    return from(
        new JobArguments(
                TaggingOptions.GROUPS,
                List.of(KafkaOptions.KAFKA_PREFIX, TaggingOptions.FLINK_PREFIX))
            .parse(arguments));
  }

  private static TaggingJobSettings from(Configuration configuration) {
    OptionValues values = new OptionValues(configuration);
    String jobName = jobName(values);
    WireFormat wireFormat = WireFormats.from(values);
    return new TaggingJobSettings(
        jobName,
        new KafkaSettings(startingWith(KafkaOptions.KAFKA_PREFIX, configuration)),
        topics(values),
        ImageRanges.from(values),
        DeliveryGuarantee.valueOf(values.get(KafkaOptions.DELIVERY).name()),
        values.positive(KafkaOptions.TRANSACTION_TIMEOUT),
        values.positive(KafkaOptions.OUT_OF_ORDERNESS),
        values.positive(KafkaOptions.IDLENESS),
        wireFormat,
        tagger(values, jobName, wireFormat),
        fetch(configuration),
        stateDirectory(values, jobName),
        flink(values, jobName, startingWith(TaggingOptions.FLINK_PREFIX, configuration)));
  }

  static String jobName(OptionValues values) {
    String name = values.required(KafkaOptions.JOB_NAME);
    if (!name.matches("[A-Za-z0-9._-]{1,100}") || name.matches("\\.+")) {
      throw values.wrong(
          KafkaOptions.JOB_NAME, "1 to 100 letters, digits, '.', '_' and '-', not only dots", null);
    }
    return name;
  }

  static Path stateDirectory(OptionValues values, String jobName) {
    String directory = values.required(KafkaOptions.STATE_DIRECTORY);
    try {
      return Path.of(directory).resolve(jobName);
    } catch (InvalidPathException e) {
      throw values.wrong(KafkaOptions.STATE_DIRECTORY, "a directory of this machine", e);
    }
  }

  private static TaggingTopics topics(OptionValues values) {
    return new TaggingTopics(
        values.get(KafkaOptions.IMAGES),
        values.required(KafkaOptions.TAGS),
        new ControlLogs(
            values.required(KafkaOptions.LABEL_SETS), values.required(KafkaOptions.CHECKPOINTS)),
        values.required(KafkaOptions.STATUS));
  }

  private static TaggerSettings tagger(OptionValues values, String jobName, WireFormat wireFormat) {
    return TaggerSettings.builder(jobName, values.required(TaggingOptions.MODEL_NAME))
        .follow(Follow.parse(values.required(TaggingOptions.MODEL_FOLLOW)))
        .allowedPrefixes(values.get(TaggingOptions.MODEL_ALLOWED_PREFIXES))
        .device(values.required(TaggingOptions.DEVICE))
        .precision(values.get(TaggingOptions.PRECISION))
        .startTimeout(values.positive(TaggingOptions.START_TIMEOUT))
        .onMissingModel(values.get(TaggingOptions.RESTORE_MISSING_MODEL))
        .onSwapFailure(values.get(TaggingOptions.SWAP_ON_FAILURE))
        .retryBackoff(values.positive(TaggingOptions.SWAP_BACKOFF))
        .maxRetryBackoff(values.positive(TaggingOptions.SWAP_MAX_BACKOFF))
        .defaultLabelSet(values.required(TaggingOptions.LABELS_DEFAULT))
        .waitingBytes(values.bytes(TaggingOptions.LABELS_WAITING))
        .carried(
            new Carried(
                values.get(TaggingOptions.RESULT_HEADERS),
                values.get(TaggingOptions.RESULT_KEY),
                values.get(TaggingOptions.RESULT_HEADERS_SIZE).getBytes()))
        .recordAttempts(values.atLeast(0, TaggingOptions.RECORD_ATTEMPTS))
        .unknownWait(values.get(TaggingOptions.LABELS_UNKNOWN_WAIT))
        .topK(values.atLeast(1, TaggingOptions.TOP))
        .emitThumbnail(values.get(TaggingOptions.THUMBNAIL))
        .thumbnailSide(values.atLeast(1, TaggingOptions.THUMBNAIL_SIDE))
        .emitEmbedding(values.get(TaggingOptions.EMBEDDING))
        .batchSize(values.atLeast(1, TaggingOptions.BATCH_SIZE))
        .batchWait(values.positive(TaggingOptions.BATCH_WAIT))
        .batchesInFlight(values.atLeast(1, TaggingOptions.BATCHES_IN_FLIGHT))
        .decodeThreads(values.atLeast(1, TaggingOptions.DECODE_THREADS))
        .imageLimits(limits(values))
        .wireFormat(wireFormat)
        .build();
  }

  private static FetchSettings fetch(Configuration configuration) {
    try {
      return FetchSettings.from(configuration);
    } catch (IllegalArgumentException e) {
      throw new SettingException("options fetch.*: " + e.getMessage(), e);
    }
  }

  static ImageLimits limits(OptionValues values) {
    List<ImageFormat> formats = values.get(TaggingOptions.IMAGE_FORMATS);
    if (formats.isEmpty()) {
      throw values.wrong(TaggingOptions.IMAGE_FORMATS, "one format or more", null);
    }
    return new ImageLimits(
        values.bytes(TaggingOptions.IMAGE_BYTES),
        values.atLeast(1, TaggingOptions.IMAGE_PIXELS),
        values.atLeast(1, TaggingOptions.IMAGE_SIDE),
        values.atLeast(1, TaggingOptions.IMAGE_FRAMES),
        values.bytes(TaggingOptions.IMAGE_MEMORY),
        values.positive(TaggingOptions.IMAGE_TIME),
        Set.copyOf(formats));
  }

  static Configuration flink(OptionValues values, String jobName, Map<String, String> handedOn) {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.NAME, jobName);
    flink.set(
        CheckpointingOptions.CHECKPOINTING_INTERVAL,
        values.positive(KafkaOptions.CHECKPOINT_INTERVAL));
    flink.set(
        CheckpointingOptions.CHECKPOINTING_TIMEOUT,
        values.positive(KafkaOptions.CHECKPOINT_TIMEOUT));
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    if (values.find(TaggingOptions.PARALLELISM).isPresent()) {
      flink.set(CoreOptions.DEFAULT_PARALLELISM, values.atLeast(1, TaggingOptions.PARALLELISM));
    }
    handedOn.forEach(flink::setString);
    return flink;
  }

  static Map<String, String> startingWith(String prefix, Configuration configuration) {
    Map<String, String> found = new HashMap<>();
    configuration
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
              }
            });
    return found;
  }
}
