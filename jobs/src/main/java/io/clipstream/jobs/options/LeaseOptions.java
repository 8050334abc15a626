package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.jobs.lease.LeaseSettings;
import io.clipstream.schemas.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of how a job holds its name. */
final class LeaseOptions {
  static final ConfigOption<String> TOPIC =
      key("topic.leases")
          .stringType()
          .defaultValue(Topic.LEASES.defaultName())
          .withDescription("Topic with which job has which job.name.");

  static final ConfigOption<Duration> TIMEOUT =
      key("lease.timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription(
              "A job that gave no sign of life for so long is taken for dead, and another may take"
                  + " its job.name. After a kill the next start on a cluster waits so long.");

  static final ConfigOption<Boolean> TAKE_OVER =
      key("lease.take-over")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Takes the job.name from a job that has it; that job stops. For one start: in a file"
                  + " it would undo the guard. clipstream job has the flag --take-over for it.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "One job of a name",
          "A second job of the same `job.name` is refused;"
              + " [reliability.md](reliability.md#two-jobs-of-one-name) has how.",
          List.of(TIMEOUT, TAKE_OVER));

  static LeaseSettings read(OptionValues values) {
    return new LeaseSettings(
        values.required(TOPIC), values.positive(TIMEOUT), values.get(TAKE_OVER));
  }

  private LeaseOptions() {}
}
