package io.clipstream.jobs.options;

import io.clipstream.jobs.kafka.ImageRange;
import java.util.Optional;

/** {@code start.from}, {@code start.timestamp} and {@code until} as a range. */
final class ImageRanges {
  private ImageRanges() {}

  static ImageRange from(OptionValues values) {
    ImageRange range = start(values);
    Optional<String> until = values.find(KafkaOptions.UNTIL);
    if (until.isEmpty()) {
      return range;
    }
    return until.get().equals("latest")
        ? range.untilLatest()
        : range.until(values.instant(KafkaOptions.UNTIL));
  }

  private static ImageRange start(OptionValues values) {
    StartFrom from = values.get(KafkaOptions.START_FROM);
    if (from != StartFrom.TIMESTAMP && values.find(KafkaOptions.START_TIMESTAMP).isPresent()) {
      throw values.wrong(KafkaOptions.START_TIMESTAMP, "with it start.from=timestamp", null);
    }
    return switch (from) {
      case COMMITTED -> ImageRange.committed();
      case EARLIEST -> ImageRange.earliest();
      case LATEST -> ImageRange.latest();
      case TIMESTAMP -> ImageRange.since(values.instant(KafkaOptions.START_TIMESTAMP));
    };
  }
}
