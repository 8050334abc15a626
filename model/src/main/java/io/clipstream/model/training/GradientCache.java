package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import java.util.Map;

/**
 * The gradients of the contrastive loss over a batch of any size at the memory of one chunk (Gao et
 * al. 2021, "Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup"): embed all
 * chunks without gradients, take the loss's gradients by the embeddings, embed each chunk again and
 * push them into the weights. The result equals that of the whole batch, except that a ResNet's
 * batch norms see a chunk at a time.
 */
final class GradientCache {
  /** Batch statistics that are left out of the running ones: the second pass adds them. */
  private static final int BATCH_STATISTICS = 1;

  /** Rows of similarities that exist at once. */
  private static final int LOSS_ROWS = 1024;

  private final Program program;
  private final Weights weights;
  private final int chunk;

  /**
   * @param weights whose trained arrays require gradients; the gradients are added to
   * @param chunk pairs that pass through the encoders at once
   */
  GradientCache(Program program, Weights weights, int chunk) {
    this.program = program;
    this.weights = weights;
    this.chunk = chunk;
  }

  /**
   * Adds the gradients of {@code share} times the batch's loss.
   *
   * @param share 1, or 1/k where k batches make up a step; times the gradients' scale
   * @return the batch's loss
   */
  double accumulate(PairBatch batch, double share) {
    return batch.size() <= chunk ? whole(batch, share) : chunked(batch, share);
  }

  private double whole(PairBatch batch, double share) {
    JniUtils.setGradMode(true);
    try (NDManager scope = weights.manager().newSubManager()) {
      NDArray factor = scope.full(new Shape(), (float) share);
      return program
          .train(
              scope,
              "gradients",
              batch.pixels(),
              batch.ids(),
              weights.arrays(),
              batch.groups(),
              factor)
          .get(0)
          .getFloat();
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private double chunked(PairBatch batch, double share) {
    try (NDManager scope = weights.manager().newSubManager()) {
      NDList loss = loss(scope, batch);
      JniUtils.setGradMode(true);
      for (int from = 0; from < batch.size(); from += chunk) {
        backward(scope, batch, from, loss.get(1), loss.get(2), share);
      }
      try (NDManager inner = scope.newSubManager()) {
        NDArray logitScale = weights.get("logit_scale");
        program.train(inner, "scale_backward", logitScale, scaled(inner, loss.get(3), share));
      }
      return loss.get(0).getFloat();
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /** Loss [], and its gradients by image and text embeddings [N, E] and by the logit scale []. */
  private NDList loss(NDManager scope, PairBatch batch) {
    JniUtils.setGradMode(false);
    try (NDManager inner = scope.newSubManager()) {
      NDList images = new NDList();
      NDList texts = new NDList();
      for (int from = 0; from < batch.size(); from += chunk) {
        NDList embeddings = embed(inner, batch, from);
        images.add(embeddings.get(0));
        texts.add(embeddings.get(1));
      }
      NDArray image = NDArrays.concat(images);
      NDArray text = NDArrays.concat(texts);
      NDArray rows = inner.create(LOSS_ROWS);
      return program.train(
          scope, "loss", image, text, weights.get("logit_scale"), batch.groups(), rows);
    }
  }

  private NDList embed(NDManager outer, PairBatch batch, int from) {
    try (NDManager inner = outer.newSubManager()) {
      NDArray pixels = rows(inner, batch.pixels(), from);
      NDArray ids = rows(inner, batch.ids(), from);
      NDArray statistics = inner.create(BATCH_STATISTICS);
      return program.train(outer, "embed", pixels, ids, weights.arrays(), statistics);
    }
  }

  private void backward(
      NDManager outer, PairBatch batch, int from, NDArray dImage, NDArray dText, double share) {
    try (NDManager inner = outer.newSubManager()) {
      program.train(
          inner,
          "embed_backward",
          rows(inner, batch.pixels(), from),
          rows(inner, batch.ids(), from),
          weights.arrays(),
          scaled(inner, rows(inner, dImage, from), share),
          scaled(inner, rows(inner, dText, from), share));
    }
  }

  private NDArray rows(NDManager scope, NDArray array, int from) {
    long to = Math.min(from + (long) chunk, array.getShape().get(0));
    NDArray rows = array.get(new NDIndex().addSliceDim(from, to));
    rows.attach(scope);
    return rows;
  }

  /** A product with a scalar that owns its memory; multiplying by a Java number would not. */
  private static NDArray scaled(NDManager scope, NDArray array, double share) {
    if (share == 1) {
      return array;
    }
    NDArray factor = scope.full(new Shape(), (float) share);
    NDArray product = array.mul(factor);
    product.attach(scope);
    return product;
  }

  /** Clears the gradients, so that the next step starts from none. */
  void clear() {
    for (Map.Entry<String, NDArray> entry : weights.arrays().entrySet()) {
      if (entry.getValue().hasGradient()) {
        JniUtils.zeroGrad((PtNDArray) entry.getValue());
      }
    }
  }
}
