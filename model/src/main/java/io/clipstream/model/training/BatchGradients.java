package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;

/** How an objective's gradients come into the weights. */
interface BatchGradients {
  /**
   * Adds the gradients of {@code share} times the batch's loss.
   *
   * @param share 1, or 1/k where k batches make up a step; times the gradients' scale
   * @return the batch's loss
   */
  double accumulate(PairBatch batch, double share);

  /** What learns. */
  Map<String, NDArray> weights();

  /** Clears the gradients, so that the next step starts from none. */
  default void clear() {
    for (NDArray array : weights().values()) {
      if (array.hasGradient()) {
        JniUtils.zeroGrad((PtNDArray) array);
      }
    }
  }
}
