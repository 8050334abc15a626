package io.clipstream.cli.evaluation;

import io.clipstream.cli.evaluation.Proportion.Interval;
import io.clipstream.model.evaluation.NearestTraining.Neighbour;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What a labelled set shares with the training data, and what that does to accuracy (paper, section
 * 5 and appendix C).
 *
 * @param threshold similarity from which on two pictures count as the same
 * @param all right ones of all pictures
 * @param overlap of those that have a near-duplicate among the training pictures
 * @param clean of the others
 */
public record Overlap(double threshold, Proportion all, Proportion overlap, Proportion clean) {
  /** The paper's, of the interval. */
  public static final double CONFIDENCE = 0.995;

  /**
   * Splits a set.
   *
   * @param right whether each picture got its class
   * @param neighbours of each picture, in the same order
   */
  public static Overlap of(List<Boolean> right, List<Neighbour> neighbours, double threshold) {
    int[] counts = new int[4];
    IntStream.range(0, right.size())
        .forEach(
            i -> {
              int part = neighbours.get(i).similarity() >= threshold ? 0 : 2;
              counts[part]++;
              counts[part + 1] += right.get(i) ? 1 : 0;
            });
    return new Overlap(
        threshold,
        new Proportion(counts[1] + counts[3], right.size()),
        new Proportion(counts[1], counts[0]),
        new Proportion(counts[3], counts[2]));
  }

  /** The share of pictures that have a near-duplicate. */
  public double contamination() {
    return (double) overlap.trials() / all.trials();
  }

  /** By how much the overlap raises accuracy; nothing if no picture is clean. */
  public OptionalDouble inflation() {
    return clean.trials() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(all.share() - clean.share());
  }

  /** Accuracy on the overlap less that on the clean part; nothing if one has no picture. */
  public OptionalDouble difference() {
    return tested() ? OptionalDouble.of(overlap.share() - clean.share()) : OptionalDouble.empty();
  }

  /**
   * How probable it is that the overlap does as well or better if its accuracy is that of the clean
   * part: one-tailed, binomial. Nothing if one of the parts has no picture.
   */
  public OptionalDouble p() {
    return tested()
        ? OptionalDouble.of(overlap.atLeastThis(clean.share()))
        : OptionalDouble.empty();
  }

  /** Where the accuracy on the overlap lies, at 99.5 %. */
  public Interval interval() {
    return overlap.interval(CONFIDENCE);
  }

  private boolean tested() {
    return overlap.trials() > 0 && clean.trials() > 0;
  }
}
