package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.operators.tagging.OnSwapFailure;
import io.clipstream.operators.tagging.SwapSettings;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of what a swap that fails does. */
final class SwapOptions {
  private static final SwapSettings DEFAULT = SwapSettings.DEFAULT;

  static final ConfigOption<OnSwapFailure> ON_FAILURE =
      key("swap.on-failure")
          .enumType(OnSwapFailure.class)
          .defaultValue(DEFAULT.onFailure())
          .withDescription(
              "What happens when a checkpoint that was promoted cannot be used: keep goes on with"
                  + " the one in use and tries again, fail-job fails the job. A start that has no"
                  + " checkpoint in use takes the newest promotion before it that can be used"
                  + " (keep), or fails after start.timeout (fail-job).");

  static final ConfigOption<Duration> BACKOFF =
      key("swap.backoff")
          .durationType()
          .defaultValue(DEFAULT.backoff())
          .withDescription("Wait before the first new try; it doubles with each.");

  static final ConfigOption<Duration> MAX_BACKOFF =
      key("swap.max-backoff")
          .durationType()
          .defaultValue(DEFAULT.maxBackoff())
          .withDescription("The longest such wait.");

  static final OptionGroup GROUP =
      new OptionGroup("Swaps", "", List.of(ON_FAILURE, BACKOFF, MAX_BACKOFF));

  static SwapSettings read(OptionValues values) {
    return new SwapSettings(
        values.get(ON_FAILURE), values.positive(BACKOFF), values.positive(MAX_BACKOFF));
  }

  private SwapOptions() {}
}
