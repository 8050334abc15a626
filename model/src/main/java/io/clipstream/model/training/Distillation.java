package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Program;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds pairs that were learnt from before to the embeddings that the weights gave them when this
 * was made (learning without forgetting, Li and Hoiem 2016, on embeddings). With u of unit length
 * and w the weight, the loss is w times the mean over the batch of 1 - u_now u_then for pictures,
 * and likewise for captions; of new pairs it is 0. Where the image encoder is locked, pictures are
 * what they were, and captions alone are held.
 */
final class Distillation {
  /** The running ones: what the model makes of a picture in use. */
  private static final int RUNNING_STATISTICS = 0;

  private final double weight;
  private final boolean ofTextsAlone;
  private final ChunkedEmbedding then;

  /**
   * @param owner owns a copy of the weights, unless the weight is 0
   * @param tuning with distillation 0 there is no such loss
   */
  Distillation(
      Program program,
      NDManager owner,
      Map<String, NDArray> weights,
      int chunk,
      FineTuning tuning) {
    this.weight = tuning.distillation();
    this.ofTextsAlone = tuning.imageRate() == 0;
    this.then =
        new ChunkedEmbedding(program, weight == 0 ? Map.of() : copies(owner, weights), chunk);
  }

  private Map<String, NDArray> copies(NDManager owner, Map<String, NDArray> weights) {
    GradientMode.off();
    Map<String, NDArray> copies = new LinkedHashMap<>();
    weights.forEach(
        (name, array) -> {
          if (!(ofTextsAlone && ParameterTable.isOfImages(name))) {
            NDArray copy = array.duplicate();
            copy.attach(owner);
            copies.put(name, copy);
          }
        });
    return copies;
  }

  /**
   * The loss's gradients by the embeddings of pictures and of captions: [N, E] each, or 0 as [].
   */
  NDList gradients(NDManager scope, PairBatch batch) {
    NDArray none = scope.zeros(new Shape());
    if (weight == 0) {
      return new NDList(none, none);
    }
    GradientMode.off();
    try (NDManager inner = scope.newSubManager()) {
      NDArray factor = inner.full(new Shape(), (float) (-weight / batch.size()));
      NDArray held = batch.known().mul(factor).expandDims(1); // [N, 1]
      held.attach(inner);
      if (ofTextsAlone) {
        NDArray texts = then.texts(inner, batch).mul(held);
        texts.attach(scope);
        return new NDList(none, texts);
      }
      NDList old = then.of(inner, batch, RUNNING_STATISTICS);
      NDList gradients = new NDList(old.get(0).mul(held), old.get(1).mul(held));
      gradients.attach(scope);
      return gradients;
    }
  }
}
