package io.clipstream.dashboard.review;

import io.clipstream.schemas.SettingException;
import java.time.Duration;
import java.util.Set;

/**
 * What is put before reviewers.
 *
 * @param margin a score that is nearer to its threshold than this is looked at
 * @param sample share of all other pictures that is looked at, 0 to 1, chosen by their ids
 * @param second share of all pictures that two reviewers decide about, 0 to 1, chosen by their ids
 * @param sources of which all pictures are looked at, by the names in their events
 * @param lease how long a picture is kept for the reviewer who was given it
 */
public record ReviewSettings(
    double margin, double sample, double second, Set<String> sources, Duration lease) {
  /**
   * Near is 0.05, one picture of a hundred is a sample, nobody looks twice, no source is looked at
   * whole, and a lease ends after two minutes.
   */
  public static final ReviewSettings DEFAULT =
      new ReviewSettings(0.05, 0.01, 0, Duration.ofMinutes(2));

  /** No source is looked at whole. */
  public ReviewSettings(double margin, double sample, double second, Duration lease) {
    this(margin, sample, second, Set.of(), lease);
  }

  /** The same, with all pictures of these sources. */
  public ReviewSettings with(Set<String> whole) {
    return new ReviewSettings(margin, sample, second, whole, lease);
  }

  public ReviewSettings {
    check("--review-margin", margin);
    check("--review-sample", sample);
    check("--second-share", second);
    sources = Set.copyOf(sources);
    if (lease.isNegative() || lease.isZero()) {
      throw new SettingException("the lease of a review is " + lease + ", expected more than 0");
    }
  }

  private static void check(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new SettingException(option + " is " + value + ", expected 0 to 1");
    }
  }
}
