package io.clipstream.learning.rounds;

import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.util.List;

/**
 * What a round's outcome must show to be promoted. Losses of the old are shares: 0.01 is one
 * picture in a hundred.
 *
 * @param alphas shares of the trained weights to try, each above 0 to 1
 * @param minHeldOut new held-out pairs below which nothing is promoted; fewer than six show
 *     nothing, whatever it says
 * @param maxHeldOut held-out pairs that are evaluated at most, of the new and of the old each
 * @param margin most that an old measurement may fall from the parent's
 * @param intervalMargin most that the lower end of that difference's 95 % interval may lie below 0
 * @param baselineMargin most that an old measurement may lie below the pinned baseline's
 * @param maxFlips share of decisions under the label sets in force that may change, at most
 */
public record GateSettings(
    List<Double> alphas,
    int minHeldOut,
    int maxHeldOut,
    double margin,
    double intervalMargin,
    double baselineMargin,
    double maxFlips)
    implements Serializable {
  /** With fewer examples an exact test cannot pass: all may be better by chance. */
  private static final int SHOW_NOTHING = 6;

  public static final GateSettings DEFAULT =
      new GateSettings(List.of(0.25, 0.5, 0.75, 1.0), 20, 1000, 0.01, 0.04, 0.02, 0.1);

  public GateSettings {
    alphas = List.copyOf(alphas);
    if (alphas.isEmpty() || alphas.stream().anyMatch(a -> !(a > 0 && a <= 1))) {
      throw new SettingException("alphas are " + alphas + ", expected one or more, above 0 to 1");
    }
    if (minHeldOut < 2 || maxHeldOut < minHeldOut) {
      throw new SettingException(
          "held-out pairs are %d to %d, expected 2 or more and not fewer"
              .formatted(minHeldOut, maxHeldOut));
    }
    for (double margin_ : List.of(margin, intervalMargin, baselineMargin, maxFlips)) {
      if (!(margin_ >= 0 && margin_ <= 1)) {
        throw new SettingException("a margin of the gate is " + margin_ + ", expected 0 to 1");
      }
    }
  }

  /** New held-out pairs below which nothing is promoted. */
  public int neededHeldOut() {
    return Math.max(minHeldOut, SHOW_NOTHING);
  }
}
