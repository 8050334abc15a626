package io.clipstream.jobs.options;

import io.clipstream.jobs.kafka.TrainingTopics;
import io.clipstream.learning.TrainingRoundSettings;
import io.clipstream.operators.generation.DownloadSettings;
import io.clipstream.operators.learning.CaptionSettings;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything that can be set about a training job.
 *
 * @param captions which are taken
 * @param rounds when there are rounds, and how they train
 * @param downloads how checkpoints are fetched that do not lie on this machine
 */
public record TrainingJobSettings(
    JobSettings job,
    TrainingTopics topics,
    CaptionSettings captions,
    TrainingRoundSettings rounds,
    DownloadSettings downloads) {
  private static final Log LOG = Log.of(TrainingJobSettings.class);

  /**
   * Reads {@code --key value} arguments and the file that {@code --config} names.
   *
   * @throws SettingException if an option is unknown, missing or has a value that cannot be used
   */
  public static TrainingJobSettings parse(List<String> arguments) {
    return parse(arguments, words -> LOG.with(LogKey.DETAIL, words).warn("an option is renamed"));
  }

  /**
   * As {@link #parse(List)}.
   *
   * @param warn takes a line for each option that is given by an old name
   */
  public static TrainingJobSettings parse(List<String> arguments, Consumer<String> warn) {
    OptionValues values = JobSettings.values(TrainingOptions.GROUPS, arguments, warn);
    JobSettings job = JobSettings.read(values);
    TrainingTopics topics = topics(values);
    return new TrainingJobSettings(
        job,
        topics,
        CaptionOptions.read(values, job.wireFormat()),
        rounds(values, job, topics.control().checkpoints()),
        DownloadOptions.read(values));
  }

  private static TrainingTopics topics(OptionValues values) {
    return new TrainingTopics(
        values.required(KafkaOptions.CAPTIONS),
        values.required(KafkaOptions.ROUNDS),
        JobSettings.controlLogs(values),
        values.required(KafkaOptions.STATUS));
  }

  private static TrainingRoundSettings rounds(
      OptionValues values, JobSettings job, String checkpoints) {
    return new TrainingRoundSettings(
        job.name(),
        checkpoints,
        TrainedModelOptions.read(values),
        StoreOptions.read(values),
        ScheduleOptions.read(values),
        RoundOptions.read(values),
        GateOptions.read(values),
        GateOptions.guarded(values),
        job.wireFormat());
  }
}
