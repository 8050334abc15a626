package io.clipstream.model.probe;

import io.clipstream.model.ModelException;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Features whose classes are known.
 *
 * @param features [N][D]; rows may be shared, and are not changed
 * @param labels [N], each a class from 0
 * @param classes number of classes; some may have no example
 */
public record Examples(double[][] features, int[] labels, int classes) {
  /**
   * @throws ModelException if there is no example, or a feature is not finite
   */
  public Examples {
    if (features.length == 0 || features.length != labels.length) {
      throw new ModelException(
          "there are %d pictures and %d classes of theirs, expected as many, one or more"
              .formatted(features.length, labels.length));
    }
    for (int i = 0; i < features.length; i++) {
      check(i, features[i], features[0].length);
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new ModelException(
            "picture %d has class %d, expected 0 to %d".formatted(i, labels[i], classes - 1));
      }
    }
  }

  private static void check(int number, double[] row, int width) {
    if (row.length != width) {
      throw new ModelException(
          "picture %d has %d features, expected %d".formatted(number, row.length, width));
    }
    for (double value : row) {
      if (!Double.isFinite(value)) {
        throw new ModelException(
            "picture %d has the feature %s, expected finite numbers: the checkpoint's weights or its precision do not fit"
                .formatted(number, value));
      }
    }
  }

  /** N. */
  public int size() {
    return labels.length;
  }

  /** D. */
  public int width() {
    return features[0].length;
  }

  /** The examples at {@code indices}, one or more, in that order. */
  public Examples at(int[] indices) {
    return new Examples(
        Arrays.stream(indices).mapToObj(i -> features[i]).toArray(double[][]::new),
        Arrays.stream(indices).map(i -> labels[i]).toArray(),
        classes);
  }

  /** These and others, of the same classes. */
  public Examples and(Examples others) {
    double[][] all =
        Stream.concat(Arrays.stream(features), Arrays.stream(others.features))
            .toArray(double[][]::new);
    int[] both = Arrays.copyOf(labels, all.length);
    System.arraycopy(others.labels, 0, both, size(), others.size());
    return new Examples(all, both, classes);
  }

  /** Where the examples of each class are, [L][...]. */
  public int[][] byClass() {
    int[] sizes = new int[classes];
    for (int label : labels) {
      sizes[label]++;
    }
    int[][] members = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
    for (int i = size() - 1; i >= 0; i--) {
      members[labels[i]][--sizes[labels[i]]] = i;
    }
    return members;
  }
}
