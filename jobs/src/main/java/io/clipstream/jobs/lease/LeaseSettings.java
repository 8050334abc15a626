package io.clipstream.jobs.lease;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a job holds its name.
 *
 * @param topic with the leases
 * @param timeout without a sign of life, after which others take the job for dead
 * @param isTakeOver whether to take the name from whoever holds it
 */
public record LeaseSettings(String topic, Duration timeout, boolean isTakeOver)
    implements Serializable {
  private static final int SIGNS_PER_TIMEOUT = 6;

  public LeaseSettings {
    requireNonNull(topic, "topic is null");
    requireNonNull(timeout, "timeout is null");
  }

  /** Time between two signs of life: several may be lost before others take the job for dead. */
  Duration interval() {
    return timeout.dividedBy(SIGNS_PER_TIMEOUT);
  }
}
