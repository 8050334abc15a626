package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of what a job says of itself. */
final class StatusOptions {
  static final ConfigOption<Duration> INTERVAL =
      key("status.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription(
              "How long a subtask says nothing on topic.status at most, however little changes: by"
                  + " its silence 'clipstream status' tells a job that is gone from one that runs.");

  static final OptionGroup GROUP = new OptionGroup("Status", "", List.of(INTERVAL));

  private StatusOptions() {}
}
