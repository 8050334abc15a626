package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.learning.RoundSchedule;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of when rounds begin, and what becomes of those that fail. */
final class ScheduleOptions {
  private static final RoundSchedule DEFAULT = RoundSchedule.DEFAULT;

  static final ConfigOption<Integer> AFTER_PAIRS =
      key("round.after-pairs")
          .intType()
          .defaultValue(DEFAULT.afterPairs())
          .withDescription("New pairs in the store that begin a round.");

  static final ConfigOption<Duration> AFTER_TIME =
      key("round.after-time")
          .durationType()
          .noDefaultValue()
          .withDescription(
              "A round begins so long after the last if there is any new pair. Not given: never.");

  static final ConfigOption<Duration> SCAN_INTERVAL =
      key("round.scan-interval")
          .durationType()
          .defaultValue(DEFAULT.scanInterval())
          .withDescription("How often the store is looked at.");

  static final ConfigOption<Long> SEED =
      key("round.seed")
          .longType()
          .defaultValue(DEFAULT.seed())
          .withDescription("Every random choice of a round follows from it and the round's files.");

  static final ConfigOption<Integer> ATTEMPTS =
      key("round.attempts")
          .intType()
          .defaultValue(DEFAULT.maxAttempts())
          .withDescription(
              "A round that failed so often is given up. Its files are set apart, named on the status"
                  + " topic, until somebody asks for a round.");

  static final ConfigOption<Duration> BACKOFF =
      key("round.backoff")
          .durationType()
          .defaultValue(DEFAULT.backoff())
          .withDescription("Wait before a failed round is tried again; it doubles with each.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Rounds", "", List.of(AFTER_PAIRS, AFTER_TIME, SCAN_INTERVAL, SEED, ATTEMPTS, BACKOFF));

  static RoundSchedule read(OptionValues values) {
    return new RoundSchedule(
        values.atLeast(1, AFTER_PAIRS),
        values.find(AFTER_TIME).orElse(null),
        values.positive(SCAN_INTERVAL),
        values.get(SEED),
        values.atLeast(1, ATTEMPTS),
        values.positive(BACKOFF));
  }

  private ScheduleOptions() {}
}
