package io.clipstream.dashboard.review;

import io.clipstream.schemas.SettingException;
import java.time.Duration;

/**
 * What is put before reviewers.
 *
 * @param margin a score that is nearer to its threshold than this is looked at
 * @param sample share of all other pictures that is looked at, 0 to 1, chosen by their ids
 * @param lease how long a picture is kept for the reviewer who was given it
 */
public record ReviewSettings(double margin, double sample, Duration lease) {
  /** Near is 0.05, one picture of a hundred is a sample, and a lease ends after two minutes. */
  public static final ReviewSettings DEFAULT =
      new ReviewSettings(0.05, 0.01, Duration.ofMinutes(2));

  public ReviewSettings {
    if (!(margin >= 0 && margin <= 1)) {
      throw new SettingException("the review margin is " + margin + ", expected 0 to 1");
    }
    if (!(sample >= 0 && sample <= 1)) {
      throw new SettingException("the review sample is " + sample + ", expected 0 to 1");
    }
    if (lease.isNegative() || lease.isZero()) {
      throw new SettingException("the review lease is " + lease + ", expected more than 0");
    }
  }
}
