package io.clipstream.schemas;

/** From the actions that apply to a picture to the one decision about it. */
public final class Decisions {
  private Decisions() {}

  /**
   * The most severe of the actions, {@link Decision#ALLOW} if there is none.
   *
   * @param applied actions of the labels at or above their thresholds, in any order
   */
  public static Decision of(Iterable<Action> applied) {
    Decision decision = Decision.ALLOW;
    for (Action action : applied) {
      decision = moreSevere(decision, of(action));
    }
    return decision;
  }

  /** The decision that this action alone leads to. */
  public static Decision of(Action action) {
    return switch (action) {
      case TAG -> Decision.TAG;
      case REVIEW -> Decision.REVIEW;
      case BLOCK -> Decision.BLOCK;
    };
  }

  private static Decision moreSevere(Decision a, Decision b) {
    return severity(a) >= severity(b) ? a : b;
  }

  private static int severity(Decision decision) {
    return switch (decision) {
      case ALLOW -> 0;
      case TAG -> 1;
      case REVIEW -> 2;
      case BLOCK -> 3;
    };
  }
}
