package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;

/**
 * N pairs on the host or the device, ready for the encoders.
 *
 * @param pixels [N, 3, S, S], normalised float32, or uint8 levels
 * @param ids [N, L] int64, L at most the context length
 * @param groups [N] int64: pairs with equal numbers are positives of each other
 */
public record PairBatch(NDArray pixels, NDArray ids, NDArray groups) {
  /** Number of pairs. */
  public int size() {
    return Math.toIntExact(pixels.getShape().get(0));
  }
}
