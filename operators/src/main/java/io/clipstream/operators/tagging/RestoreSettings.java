package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a start, with state or without, comes to something to tag with.
 *
 * @param timeout how long a start that has nothing to tag with waits for a checkpoint, and without
 *     state for the default label set
 * @param onMissingModel what a restore does when the checkpoints in its state cannot be used
 * @param readInterval how often a start reads the control logs while something is missing
 * @param recordAttempts failures of the job with a record after which that is a dead letter; 0 for
 *     never
 */
public record RestoreSettings(
    Duration timeout, OnMissingModel onMissingModel, Duration readInterval, int recordAttempts)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final RestoreSettings DEFAULT =
      new RestoreSettings(Duration.ofMinutes(5), OnMissingModel.FAIL, Duration.ofSeconds(1), 0);

  public RestoreSettings {
    Expect.positive("start timeout", timeout);
    requireNonNull(onMissingModel, "onMissingModel is null");
    Expect.positive("read interval", readInterval);
    Expect.atLeast(0, "number of attempts of a record", recordAttempts);
  }
}
