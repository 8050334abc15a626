package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.operators.tagging.OnMissingModel;
import io.clipstream.operators.tagging.RestoreSettings;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of starts of the tagging job, with state and without. */
final class RestoreOptions {
  private static final RestoreSettings DEFAULT = RestoreSettings.DEFAULT;

  static final ConfigOption<Duration> START_TIMEOUT =
      key("start.timeout")
          .durationType()
          .defaultValue(DEFAULT.timeout())
          .withDescription(
              "How long a start waits for something to tag with before it fails and says what is"
                  + " missing: a checkpoint and, without state, the default label set. Without"
                  + " state it is not tried again then. Images stay in Kafka meanwhile. Other label sets are made ready beside the tagging.");

  static final ConfigOption<OnMissingModel> MISSING_MODEL =
      key("restore.missing-model")
          .enumType(OnMissingModel.class)
          .defaultValue(DEFAULT.onMissingModel())
          .withDescription(
              "What happens when a job is restored and neither the checkpoint that its state wants"
                  + " nor the one that served can be used: fail fails it after start.timeout and"
                  + " names them, latest-promoted takes the newest promotion that can be used.");

  static final ConfigOption<Integer> RECORD_ATTEMPTS =
      key("record.attempts")
          .intType()
          .defaultValue(DEFAULT.recordAttempts())
          .withDescription(
              "A record with which the job has failed so many times is a dead letter with the"
                  + " reason FAILED_REPEATEDLY. To know which it was, records are worked on one at"
                  + " a time from each start to its first checkpoint, and noted in Kafka before"
                  + " (group JOB-attempts). 0, the default, for never: a fault of the machine,"
                  + " which fails whatever comes first, would set records apart one by one. Use 3"
                  + " or more, with a restart strategy that allows twice as many restarts.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Start and restore", "", List.of(START_TIMEOUT, MISSING_MODEL, RECORD_ATTEMPTS));

  static RestoreSettings read(OptionValues values) {
    return new RestoreSettings(
        values.positive(START_TIMEOUT),
        values.get(MISSING_MODEL),
        DEFAULT.readInterval(),
        values.atLeast(0, RECORD_ATTEMPTS));
  }

  private RestoreOptions() {}
}
