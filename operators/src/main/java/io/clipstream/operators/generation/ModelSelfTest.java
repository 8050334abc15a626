package io.clipstream.operators.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A batch of made-up pictures and texts, by which a model and its device show that they work. */
public final class ModelSelfTest {
  private static final List<String> TEXTS = List.of("a photo of a cat", "7", "");

  /** What rounding may take from or add to a length of one; half precision is coarse. */
  private static final double TOLERANCE = 1e-2;

  private ModelSelfTest() {}

  /**
   * Encodes a batch of each kind, which also warms the device up.
   *
   * @param pictures in the batch
   * @throws ModelException if an embedding is not finite or not of unit length
   */
  static void run(Clip clip, int pictures) {
    try (NDManager scope = clip.newScope()) {
      check("picture", clip.encodeImages(scope, pictures(clip, pictures)));
      check("text", clip.encodeTexts(scope, TEXTS));
      float scale = clip.logitScale().toFloatArray()[0];
      if (!(Math.exp(scale) > 0 && Double.isFinite(Math.exp(scale)))) {
        throw new ModelException("the logit scale is " + scale + ", expected up to ln 100");
      }
    }
  }

  /** Whether the model still encodes made-up pictures and texts: if not, the device has a fault. */
  public static boolean succeeds(Clip clip) {
    try {
      run(clip, 1);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static List<byte[]> pictures(Clip clip, int n) {
    int side = clip.preprocessing().imageSize();
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      byte[] levels = new byte[3 * side * side];
      random.nextBytes(levels);
      pictures.add(levels);
    }
    return pictures;
  }

  private static void check(String kind, NDArray embeddings) {
    int width = (int) embeddings.getShape().get(1);
    float[] values = embeddings.toFloatArray();
    for (int row = 0; row < values.length / width; row++) {
      double square = 0;
      for (int i = 0; i < width; i++) {
        square += (double) values[row * width + i] * values[row * width + i];
      }
      if (!(Math.abs(Math.sqrt(square) - 1) < TOLERANCE)) { // NaN fails too
        throw new ModelException(
            "the embedding of a made-up %s has the length %s, expected 1"
                .formatted(kind, Math.sqrt(square)));
      }
    }
  }
}
