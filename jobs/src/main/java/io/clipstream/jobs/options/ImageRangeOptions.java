package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.jobs.kafka.ImageRange;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;

/** Options of where the tagging job begins and ends. */
final class ImageRangeOptions {
  static final ConfigOption<StartFrom> START_FROM =
      key("start.from")
          .enumType(StartFrom.class)
          .defaultValue(StartFrom.COMMITTED)
          .withDescription(
              "Where a job that starts without state begins to read images: at the offsets that"
                  + " its group committed (where there are none, at the earliest), at the earliest"
                  + " or latest record, or at a timestamp.");

  static final ConfigOption<String> START_TIMESTAMP =
      key("start.timestamp")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "With start.from=timestamp: images of this time and later, for example"
                  + " 2026-01-31T00:00:00Z.");

  static final ConfigOption<String> UNTIL =
      key("until")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Ends the job when it has tagged the images up to here: 'latest' for those that are"
                  + " there at the start, or a time such as 2026-01-31T00:00:00Z. Label sets and"
                  + " checkpoints are then taken as they are at the start.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Start and end",
          "A job that resumes from a savepoint goes on where that was taken; in one process every"
              + " start does that, from its state directory, unless `--fresh` is given.",
          List.of(START_FROM, START_TIMESTAMP, UNTIL));

  static ImageRange read(OptionValues values) {
    ImageRange range = start(values);
    Optional<String> until = values.find(UNTIL);
    if (until.isEmpty()) {
      return range;
    }
    return until.get().equals("latest") ? range.untilLatest() : range.until(values.instant(UNTIL));
  }

  private static ImageRange start(OptionValues values) {
    StartFrom from = values.get(START_FROM);
    if (from != StartFrom.TIMESTAMP && values.find(START_TIMESTAMP).isPresent()) {
      throw values.wrong(START_TIMESTAMP, "with it start.from=timestamp", null);
    }
    return switch (from) {
      case COMMITTED -> ImageRange.committed();
      case EARLIEST -> ImageRange.earliest();
      case LATEST -> ImageRange.latest();
      case TIMESTAMP -> ImageRange.since(values.instant(START_TIMESTAMP));
    };
  }

  private ImageRangeOptions() {}
}
