package io.clipstream.model.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.RobertaTextTransformer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Random pictures and texts, in memory that the engine owns. */
public final class TestInputs {
  private TestInputs() {}

  /** Pictures [N, 3, S, S] of standard deviation 1. */
  public static NDArray pixels(NDManager scope, ClipConfig config, int n, long seed) {
    int side = config.image().imageSize();
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n * 3 * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return owned(scope.create(values, new Shape(n, 3, side, side)));
  }

  /**
   * The same pictures [N, 3, S, S], in memory as [N, S, S, 3], which is how tagging brings them.
   */
  public static NDArray channelsInnermost(NDArray pixels) {
    NDArray last = pixels.transpose(0, 2, 3, 1);
    NDArray copied = last.reshape(-1).reshape(last.getShape()); // duplicating keeps the old order
    return copied.transpose(0, 3, 1, 2);
  }

  /**
   * Texts [N, L]: random tokens, an end token at a random place, then padding with 0. The end token
   * is the configuration's, or the highest id. For other towers random tokens throughout, behind
   * which XLM-RoBERTa's are padded.
   */
  public static NDArray ids(NDManager scope, ClipConfig config, int n, int length, long seed) {
    int highest = config.text().vocabularySize() - 1;
    SplittableRandom random = new SplittableRandom(seed);
    long[] ids = new long[n * length];
    if (!(config.text() instanceof CausalTextTransformer tower)) {
      Arrays.setAll(ids, i -> random.nextInt(highest + 1));
      if (config.text() instanceof RobertaTextTransformer roberta) {
        padSome(ids, length, roberta.padding(), random);
      }
      return owned(scope.create(ids, new Shape(n, length)));
    }
    int end = tower.endToken() < 0 ? highest : tower.endToken();
    for (int row = 0; row < n; row++) {
      int at = random.nextInt(1, length);
      for (int i = 0; i < at; i++) {
        ids[row * length + i] = random.nextInt(end + 1, highest + end) % highest;
      }
      ids[row * length + at] = end;
    }
    return owned(scope.create(ids, new Shape(n, length)));
  }

  private static void padSome(long[] ids, int length, int padding, SplittableRandom random) {
    for (int row = 0; row < ids.length; row += length) {
      ids[row] = padding + 1;
      Arrays.fill(ids, row + random.nextInt(1, length + 1), row + length, padding);
    }
  }

  /** Groups [N] in which every pair is only its own positive. */
  public static NDArray ownGroups(NDManager scope, int n) {
    long[] groups = new long[n];
    Arrays.setAll(groups, i -> i);
    return groups(scope, groups);
  }

  /** Groups [N] as given. */
  public static NDArray groups(NDManager scope, long... groups) {
    return owned(scope.create(groups));
  }

  private static NDArray owned(NDArray staged) {
    try (staged) {
      return staged.duplicate();
    }
  }
}
