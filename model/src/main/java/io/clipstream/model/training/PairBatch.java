package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import java.util.stream.Stream;

/**
 * N pairs on the host or the device, ready for the encoders.
 *
 * @param pixels [N, 3, S, S], normalised float32
 * @param ids [N, L] int64, L at most the context length
 * @param groups [N] int64: pairs with equal numbers are positives of each other
 * @param known [N] float32: 1 for a pair that was learnt from before, else 0
 */
public record PairBatch(NDArray pixels, NDArray ids, NDArray groups, NDArray known) {
  /** Pairs that are all new to the model. */
  public PairBatch(NDArray pixels, NDArray ids, NDArray groups) {
    this(pixels, ids, groups, groups.getManager().zeros(groups.getShape()));
  }

  /**
   * @throws IllegalArgumentException if types, dimensions or numbers of pairs are others
   */
  public PairBatch {
    require("pixels", pixels, DataType.FLOAT32, 4);
    require("ids", ids, DataType.INT64, 2);
    require("groups", groups, DataType.INT64, 1);
    require("known", known, DataType.FLOAT32, 1);
    long pairs = pixels.getShape().get(0);
    boolean alike =
        Stream.of(ids, groups, known).allMatch(array -> array.getShape().get(0) == pairs);
    if (pairs < 1 || !alike) {
      throw new IllegalArgumentException(
          "a batch has pixels "
              + pixels.getShape()
              + ", ids "
              + ids.getShape()
              + ", groups "
              + groups.getShape()
              + " and known "
              + known.getShape()
              + ", expected the same number of pairs in each, 1 or more");
    }
  }

  private static void require(String what, NDArray array, DataType type, int dimensions) {
    if (array.getDataType() != type || array.getShape().dimension() != dimensions) {
      throw new IllegalArgumentException(
          "a batch has %s of type %s and shape %s, expected %s in %d dimensions"
              .formatted(what, array.getDataType(), array.getShape(), type, dimensions));
    }
  }

  /** Refuses what the encoders would: a failing call inside the engine leaves memory behind. */
  void requireFits(ClipConfig config) {
    int side = config.image().imageSize();
    Shape expected = new Shape(size(), 3, side, side);
    if (!pixels.getShape().equals(expected)) {
      throw new IllegalArgumentException(
          "a batch has pixels " + pixels.getShape() + ", expected " + expected);
    }
    long length = ids.getShape().get(1);
    if (length < 1 || length > config.text().contextLength()) {
      throw new IllegalArgumentException(
          "a batch has texts of "
              + length
              + " tokens, expected 1 to the context length "
              + config.text().contextLength());
    }
  }

  /** Number of pairs. */
  public int size() {
    return Math.toIntExact(pixels.getShape().get(0));
  }
}
