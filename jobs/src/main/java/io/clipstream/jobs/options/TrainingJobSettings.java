package io.clipstream.jobs.options;

import io.clipstream.jobs.kafka.ControlLogs;
import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.learning.TrainingRoundSettings;
import io.clipstream.learning.rounds.GateSettings;
import io.clipstream.learning.rounds.RoundSettings;
import io.clipstream.operators.learning.CaptionSettings;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.codec.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * Everything that can be set about a training job.
 *
 * @param captions topic with captioned images
 * @param requests topic with requests for rounds
 * @param remember how long repeats of a pair are dropped
 * @param delivery of announcements and dead letters
 * @param stateDirectory of this job, where it runs in one process
 * @param flink configuration for Flink: checkpoints, parallelism and what was handed on
 */
public record TrainingJobSettings(
    String jobName,
    KafkaSettings kafka,
    String captions,
    String requests,
    ControlLogs control,
    String status,
    Duration remember,
    DeliveryGuarantee delivery,
    Duration transactionTimeout,
    WireFormat wireFormat,
    CaptionSettings validation,
    TrainingRoundSettings rounds,
    Path stateDirectory,
    Configuration flink) {

  /**
   * Reads {@code --key value} arguments and the file that {@code --config} names.
   *
   * @throws SettingException if an option is unknown, missing or has a value that cannot be used
   */
  public static TrainingJobSettings parse(List<String> arguments) {
    return from(
        new JobArguments(
                TrainingOptions.GROUPS,
                List.of(KafkaOptions.KAFKA_PREFIX, TaggingOptions.FLINK_PREFIX))
            .parse(arguments));
  }

  private static TrainingJobSettings from(Configuration configuration) {
    OptionValues values = new OptionValues(configuration);
    String jobName = TaggingJobSettings.jobName(values);
    WireFormat wireFormat = WireFormats.from(values);
    return new TrainingJobSettings(
        jobName,
        new KafkaSettings(
            TaggingJobSettings.startingWith(KafkaOptions.KAFKA_PREFIX, configuration)),
        values.required(TrainingOptions.CAPTIONS),
        values.required(TrainingOptions.ROUNDS),
        new ControlLogs(
            values.required(KafkaOptions.LABEL_SETS), values.required(KafkaOptions.CHECKPOINTS)),
        values.required(KafkaOptions.STATUS),
        values.positive(TrainingOptions.REMEMBER),
        DeliveryGuarantee.valueOf(values.get(KafkaOptions.DELIVERY).name()),
        values.positive(KafkaOptions.TRANSACTION_TIMEOUT),
        wireFormat,
        new CaptionSettings(
            TaggingJobSettings.limits(values),
            values.get(TrainingOptions.ORIGINS),
            values.get(TrainingOptions.HELD_OUT),
            wireFormat),
        rounds(values, jobName, wireFormat),
        TaggingJobSettings.stateDirectory(values, jobName),
        TaggingJobSettings.flink(
            values,
            jobName,
            TaggingJobSettings.startingWith(TaggingOptions.FLINK_PREFIX, configuration)));
  }

  private static TrainingRoundSettings rounds(
      OptionValues values, String jobName, WireFormat wireFormat) {
    return new TrainingRoundSettings(
        jobName,
        values.required(TrainingOptions.MODEL_NAME),
        values.required(KafkaOptions.CHECKPOINTS),
        values.required(TrainingOptions.STORE),
        values.bytes(TrainingOptions.STORE_FILE_SIZE),
        values.required(TrainingOptions.CHECKPOINTS_PATH),
        values.get(TrainingOptions.MODEL_ALLOWED_PREFIXES),
        values.atLeast(1, TrainingOptions.AFTER_PAIRS),
        values.find(TrainingOptions.AFTER_TIME).orElse(null),
        values.positive(TrainingOptions.SCAN),
        values.positive(TrainingOptions.BACKOFF),
        values.atLeast(1, TrainingOptions.ATTEMPTS),
        values.get(TrainingOptions.SEED),
        values.required(TrainingOptions.DEVICE),
        round(values),
        gate(values),
        values.get(TrainingOptions.PINNED),
        values.required(TrainingOptions.TEMPLATES),
        values.find(TrainingOptions.BASELINE).orElse(null),
        wireFormat,
        values.find(TrainingOptions.STORE_TAKE_OVER).orElse(null));
  }

  private static RoundSettings round(OptionValues values) {
    return new RoundSettings(
        values.get(TrainingOptions.PASSES),
        values.atLeast(2, TrainingOptions.BATCH),
        values.atLeast(1, TrainingOptions.CHUNK),
        values.get(TrainingOptions.RATE),
        values.get(TrainingOptions.WARM_UP),
        values.get(TrainingOptions.WEIGHT_DECAY),
        values.get(TrainingOptions.CLIP_NORM),
        values.get(TrainingOptions.REPLAY),
        values.get(TrainingOptions.REPLAY_SOURCES),
        values.required(TrainingOptions.AUGMENTATION),
        values.required(TrainingOptions.OBJECTIVE),
        values.positive(TrainingOptions.SNAPSHOT));
  }

  private static GateSettings gate(OptionValues values) {
    return new GateSettings(
        values.get(TrainingOptions.ALPHAS),
        values.atLeast(2, TrainingOptions.LEAST_HELD_OUT),
        values.atLeast(2, TrainingOptions.MOST_HELD_OUT),
        values.get(TrainingOptions.MARGIN),
        values.get(TrainingOptions.INTERVAL_MARGIN),
        values.get(TrainingOptions.BASELINE_MARGIN),
        values.get(TrainingOptions.MOST_FLIPS));
  }
}
