package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds pairs that were learnt from before to the embeddings that the weights gave them when this
 * was made (learning without forgetting, Li and Hoiem 2016, on embeddings). With u of unit length
 * and w the weight, the loss is w times the mean over the batch of 1 - u_now u_then for pictures,
 * and likewise for captions; of new pairs it is 0.
 */
final class Distillation {
  /** The running ones: what the model makes of a picture in use. */
  private static final int RUNNING_STATISTICS = 0;

  private final double weight;
  private final ChunkedEmbedding then;

  /**
   * @param owner owns a copy of the weights, unless the weight is 0
   * @param weight 0 for no such loss
   */
  Distillation(
      Program program, NDManager owner, Map<String, NDArray> weights, int chunk, double weight) {
    this.weight = weight;
    this.then =
        new ChunkedEmbedding(program, weight == 0 ? Map.of() : copies(owner, weights), chunk);
  }

  private static Map<String, NDArray> copies(NDManager owner, Map<String, NDArray> weights) {
    GradientMode.off();
    Map<String, NDArray> copies = new LinkedHashMap<>();
    weights.forEach(
        (name, array) -> {
          NDArray copy = array.duplicate();
          copy.attach(owner);
          copies.put(name, copy);
        });
    return copies;
  }

  /** The loss's gradients by the embeddings of pictures and of captions: [N, E], or 0 as []. */
  NDList gradients(NDManager scope, PairBatch batch) {
    if (weight == 0) {
      NDArray none = scope.zeros(new Shape());
      return new NDList(none, none);
    }
    GradientMode.off();
    try (NDManager inner = scope.newSubManager()) {
      NDList old = then.of(inner, batch, RUNNING_STATISTICS);
      NDArray factor = inner.full(new Shape(), (float) (-weight / batch.size()));
      NDArray held = batch.known().mul(factor).expandDims(1); // [N, 1]
      held.attach(inner);
      NDList gradients = new NDList(old.get(0).mul(held), old.get(1).mul(held));
      gradients.attach(scope);
      return gradients;
    }
  }
}
