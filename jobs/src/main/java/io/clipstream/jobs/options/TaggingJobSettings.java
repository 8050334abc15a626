package io.clipstream.jobs.options;

import io.clipstream.jobs.kafka.ImageRange;
import io.clipstream.jobs.kafka.PreviewTopics;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.operators.fetch.FetchSettings;
import io.clipstream.operators.tagging.TaggerSettings;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything that can be set about a tagging job.
 *
 * @param range of the images
 * @param fetch of images by URI
 */
public record TaggingJobSettings(
    JobSettings job,
    TaggingTopics topics,
    ImageRange range,
    EventTime eventTime,
    TaggerSettings tagger,
    FetchSettings fetch) {
  private static final Log LOG = Log.of(TaggingJobSettings.class);

  /**
   * Reads {@code --key value} arguments and the file that {@code --config} names.
   *
   * @throws SettingException if an option is unknown, missing or has a value that cannot be used
   */
  public static TaggingJobSettings parse(List<String> arguments) {
    return parse(arguments, words -> LOG.with(LogKey.DETAIL, words).warn("an option is renamed"));
  }

  /**
   * As {@link #parse(List)}.
   *
   * @param warn takes a line for each option that is given by an old name
   */
  public static TaggingJobSettings parse(List<String> arguments, Consumer<String> warn) {
    OptionValues values = JobSettings.values(TaggingOptions.GROUPS, arguments, warn);
    JobSettings job = JobSettings.read(values);
    return new TaggingJobSettings(
        job,
        topics(values),
        ImageRangeOptions.read(values),
        EventTimeOptions.read(values),
        tagger(values, job),
        fetch(values));
  }

  private static TaggingTopics topics(OptionValues values) {
    return new TaggingTopics(
        values.get(KafkaOptions.IMAGES),
        values.required(KafkaOptions.TAGS),
        JobSettings.controlLogs(values),
        new PreviewTopics(
            values.required(KafkaOptions.PREVIEWS), values.required(KafkaOptions.PREVIEW_ANSWERS)),
        values.required(KafkaOptions.STATUS));
  }

  private static TaggerSettings tagger(OptionValues values, JobSettings job) {
    return new TaggerSettings(
        job.name(),
        TaggingModelOptions.read(values),
        BatchOptions.read(values),
        ImageLimitOptions.read(values),
        LabelSetOptions.read(values),
        RestoreOptions.read(values),
        SwapOptions.read(values),
        ResultOptions.read(values),
        TraceOptions.read(values),
        values.positive(StatusOptions.INTERVAL),
        job.wireFormat());
  }

  private static FetchSettings fetch(OptionValues values) {
    try {
      return FetchSettings.from(values.configuration());
    } catch (IllegalArgumentException e) {
      throw new SettingException("options fetch.*: " + e.getMessage(), e);
    }
  }
}
