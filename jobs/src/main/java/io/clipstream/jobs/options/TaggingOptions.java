package io.clipstream.jobs.options;

import io.clipstream.operators.fetch.FetchOptions;
import java.util.List;

/** The options of the tagging job. */
final class TaggingOptions {
  /** The sections of the documentation: every option. */
  static final List<OptionGroup> GROUPS =
      List.of(
          KafkaOptions.jobGroup(
              KafkaOptions.IMAGES,
              KafkaOptions.TAGS,
              KafkaOptions.PREVIEWS,
              KafkaOptions.PREVIEW_ANSWERS),
          LeaseOptions.GROUP,
          ImageRangeOptions.GROUP,
          KafkaOptions.DELIVERY_GROUP,
          EventTimeOptions.GROUP,
          KafkaOptions.LOCAL_GROUP,
          WireOptions.GROUP,
          TaggingModelOptions.GROUP,
          DownloadOptions.GROUP,
          RestoreOptions.GROUP,
          SwapOptions.GROUP,
          LabelSetOptions.GROUP,
          ResultOptions.GROUP,
          StatusOptions.GROUP,
          TraceOptions.GROUP,
          BatchOptions.GROUP,
          ImageLimitOptions.GROUP,
          new OptionGroup("Images by URI", "Off by default.", FetchOptions.all()));

  private TaggingOptions() {}
}
