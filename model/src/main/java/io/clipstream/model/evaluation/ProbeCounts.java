package io.clipstream.model.evaluation;

import java.util.List;

/**
 * What became of the pictures to probe with.
 *
 * @param train pictures to learn from, without those to choose by
 * @param validation pictures to choose the penalty by
 * @param test pictures that accuracy is measured on
 * @param classes of the test set
 * @param unlearnt of these, classes without a picture to learn from: theirs are never right
 * @param passedOver pictures of classes that the test set lacks
 * @param unreadable pictures that could not be read, with the reason
 */
public record ProbeCounts(
    int train,
    int validation,
    int test,
    int classes,
    int unlearnt,
    int passedOver,
    List<String> unreadable) {
  public ProbeCounts {
    unreadable = List.copyOf(unreadable);
  }
}
