package io.clipstream.model.probe;

import java.util.Arrays;

/**
 * How often classes were guessed right, 0 to 1.
 *
 * @param ofPictures share of all pictures
 * @param ofClasses the mean over classes of the share of their pictures
 */
public record Accuracy(double ofPictures, double ofClasses) {
  /** Which of the two counts. */
  public enum Mean {
    PICTURES,
    CLASSES
  }

  /**
   * @param truth [N], one or more
   * @param guessed [N]
   */
  public static Accuracy of(int[] truth, int[] guessed) {
    int classes = Arrays.stream(truth).max().orElseThrow() + 1;
    int[] all = new int[classes];
    int[] right = new int[classes];
    for (int i = 0; i < truth.length; i++) {
      all[truth[i]]++;
      right[truth[i]] += truth[i] == guessed[i] ? 1 : 0;
    }
    double sum = 0;
    int met = 0;
    for (int c = 0; c < classes; c++) {
      sum += all[c] == 0 ? 0 : (double) right[c] / all[c];
      met += all[c] == 0 ? 0 : 1;
    }
    return new Accuracy((double) Arrays.stream(right).sum() / truth.length, sum / met);
  }

  public double by(Mean mean) {
    return mean == Mean.CLASSES ? ofClasses : ofPictures;
  }
}
