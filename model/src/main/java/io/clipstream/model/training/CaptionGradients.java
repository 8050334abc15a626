package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import java.util.Map;

/**
 * Gradients of predicting captions. Each pair has a loss of its own, so a batch in chunks is the
 * sum of these and nothing is encoded twice; a ResNet's batch norms see a chunk at a time.
 */
final class CaptionGradients implements BatchGradients {
  /** Normalise by the batch's statistics, which are added to the running ones. */
  private static final int OF_THE_BATCH = 2;

  private final Program program;
  private final NDManager manager;
  private final Map<String, NDArray> weights;
  private final int chunk;

  CaptionGradients(Program program, NDManager manager, Map<String, NDArray> weights, int chunk) {
    this.program = program;
    this.manager = manager;
    this.weights = weights;
    this.chunk = chunk;
  }

  @Override
  public double accumulate(PairBatch batch, double share) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray factor = scope.full(new Shape(), (float) (share / batch.size()));
      return GradientMode.recording(() -> backward(scope, batch, factor)) / batch.size();
    }
  }

  /** The summed losses of all pairs. */
  private double backward(NDManager scope, PairBatch batch, NDArray factor) {
    ChunkedEmbedding chunks = new ChunkedEmbedding(program, weights, chunk);
    double sum = 0;
    for (int from = 0; from < batch.size(); from += chunk) {
      try (NDManager inner = scope.newSubManager()) {
        sum +=
            program
                .train(
                    inner,
                    "caption_gradients",
                    chunks.rows(inner, batch.pixels(), from),
                    chunks.rows(inner, batch.ids(), from),
                    weights,
                    factor,
                    inner.create(OF_THE_BATCH))
                .get(0)
                .getFloat();
      }
    }
    return sum;
  }

  @Override
  public Map<String, NDArray> weights() {
    return weights;
  }
}
