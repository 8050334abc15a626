package io.clipstream.learning;

import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.time.Duration;

/**
 * When rounds begin, and what becomes of those that fail.
 *
 * @param afterPairs new pairs that begin a round
 * @param afterTime a round begins so long after the last if there is any new pair; null for never
 * @param scanInterval how often the store is looked at
 * @param seed mixed into the seed of every round
 * @param maxAttempts after so many failures a round is given up
 * @param backoff wait before a failed round is tried again; doubles with each failure
 */
public record RoundSchedule(
    int afterPairs,
    Duration afterTime,
    Duration scanInterval,
    long seed,
    int maxAttempts,
    Duration backoff)
    implements Serializable {
  public static final RoundSchedule DEFAULT =
      new RoundSchedule(1000, null, Duration.ofSeconds(10), 1, 5, Duration.ofSeconds(30));

  public RoundSchedule {
    if (afterPairs < 1 || maxAttempts < 1) {
      throw new SettingException(
          "a round begins after "
              + afterPairs
              + " pairs and has "
              + maxAttempts
              + " attempts, expected 1 or more of each");
    }
  }
}
