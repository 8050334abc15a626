package io.clipstream.distribution;

import io.clipstream.schemas.Origin;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Which pictures, by their numbers, went in, and how often each came out, as what. */
final class Ledger {
  private final BitSet inputs = new BitSet();
  private final BitSet outcomes = new BitSet();
  private final Map<Integer, Integer> results = new HashMap<>();
  private final Map<Integer, Integer> deadLetters = new HashMap<>();
  private final Map<Integer, Origin> origins = new HashMap<>();

  /**
   * Numbers of pictures in a range.
   *
   * @param images that are in the topic
   * @param results pictures with a result
   * @param deadLetters pictures with a dead letter
   * @param repeats outcomes beyond the first of their picture
   * @param missing pictures without outcome
   */
  record Counts(int images, int results, int deadLetters, int repeats, int missing) {}

  void input(int number) {
    if (inputs.get(number)) {
      throw new AssertionError("picture " + number + " was sent twice");
    }
    inputs.set(number);
  }

  /** Notes a result; all results of a picture must be of the same record. */
  void result(int number, Origin origin) {
    Origin first = origins.putIfAbsent(number, origin);
    if (first != null && !first.equals(origin)) {
      throw new AssertionError("picture " + number + " at " + first + " and " + origin);
    }
    outcomes.set(number);
    results.merge(number, 1, Integer::sum);
  }

  void deadLetter(int number) {
    outcomes.set(number);
    deadLetters.merge(number, 1, Integer::sum);
  }

  /** Whether each picture below that number has an outcome. */
  boolean isComplete(int below) {
    return outcomes.nextClearBit(0) >= below;
  }

  /** Whether what went in and what came out are the same pictures. */
  boolean isEven() {
    return inputs.equals(outcomes);
  }

  /** Counts the pictures from one number to before another. */
  Counts counts(int from, int to) {
    BitSet missing = inputs.get(from, to);
    missing.andNot(outcomes.get(from, to));
    int tagged = 0;
    int refused = 0;
    int all = 0;
    for (int number = from; number < to; number++) {
      int asResult = results.getOrDefault(number, 0);
      int asLetter = deadLetters.getOrDefault(number, 0);
      tagged += Math.min(1, asResult);
      refused += Math.min(1, asLetter);
      all += asResult + asLetter;
    }
    int repeats = all - outcomes.get(from, to).cardinality();
    int images = inputs.get(from, to).cardinality();
    return new Counts(images, tagged, refused, repeats, missing.cardinality());
  }
}
