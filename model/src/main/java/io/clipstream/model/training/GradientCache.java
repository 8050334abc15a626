package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import java.util.Map;

/**
 * The gradients of the contrastive loss over a batch of any size at the memory of one chunk (Gao et
 * al. 2021, "Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup"): embed all
 * chunks without gradients, take the loss's gradients by the embeddings, embed each chunk again and
 * push them into the weights. The result equals that of the whole batch, except that a ResNet's
 * batch norms see a chunk at a time.
 */
final class GradientCache implements BatchGradients {
  /** Which statistics the first of two passes normalises by, and which the one with gradients. */
  private enum Statistics {
    /** The batch's; the second pass adds them to the running ones. */
    OF_THE_BATCH(1, 2),
    /** The running ones, which stay as they are. */
    FIXED(0, 0);

    private final int first;
    private final int second;

    Statistics(int first, int second) {
      this.first = first;
      this.second = second;
    }
  }

  private static final String LOGIT_SCALE = "logit_scale";

  /** Rows of similarities that exist at once. */
  private static final int LOSS_ROWS = 1024;

  private final Program program;
  private final NDManager manager;
  private final Map<String, NDArray> weights;
  private final int chunk;
  private final Statistics statistics;
  private final ChunkedEmbedding embedding;
  private final Distillation distillation;

  /**
   * @param weights whose trained arrays require gradients; the gradients are added to. With {@link
   *     Objective#BIAS} among them the objective is the sigmoid
   * @param chunk pairs that pass through the encoders at once
   * @param tuning how gently they are taught, from what they are now
   */
  GradientCache(
      Program program,
      NDManager manager,
      Map<String, NDArray> weights,
      int chunk,
      FineTuning tuning) {
    this.program = program;
    this.manager = manager;
    this.weights = weights;
    this.chunk = chunk;
    this.statistics = tuning.fixedStatistics() ? Statistics.FIXED : Statistics.OF_THE_BATCH;
    this.embedding = new ChunkedEmbedding(program, weights, chunk);
    this.distillation = new Distillation(program, manager, weights, chunk, tuning);
  }

  private boolean isPairwise() {
    return weights.containsKey(Objective.BIAS);
  }

  /** Sets the bias so that the pairs of a batch have the odds that the softmax gives them. */
  void fitBias(PairBatch batch) {
    GradientMode.off();
    try (NDManager scope = manager.newSubManager()) {
      NDList pair = embedding.of(scope, batch, statistics.first);
      NDArray rows = scope.create(LOSS_ROWS);
      program
          .train(
              scope,
              "pairwise_bias",
              pair.get(0),
              pair.get(1),
              weights.get(LOGIT_SCALE),
              batch.groups(),
              rows)
          .get(0)
          .copyTo(weights.get(Objective.BIAS));
    }
  }

  @Override
  public double accumulate(PairBatch batch, double share) {
    return batch.size() <= chunk ? whole(batch, share) : chunked(batch, share);
  }

  private double whole(PairBatch batch, double share) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray factor = scope.full(new Shape(), (float) share);
      NDList pull = distillation.gradients(scope, batch);
      return GradientMode.recording(
          () ->
              program
                  .train(
                      scope,
                      "gradients",
                      batch.pixels(),
                      batch.ids(),
                      weights,
                      batch.groups(),
                      factor,
                      scope.create(statistics.second),
                      pull.get(0),
                      pull.get(1))
                  .get(0)
                  .getFloat());
    }
  }

  private double chunked(PairBatch batch, double share) {
    try (NDManager scope = manager.newSubManager()) {
      NDList loss = loss(scope, batch);
      NDList pull = distillation.gradients(scope, batch);
      NDArray dImage = loss.get(1).add(pull.get(0)); // [N, E]
      NDArray dText = loss.get(2).add(pull.get(1)); // [N, E]
      return GradientMode.recording(() -> backward(scope, batch, loss, dImage, dText, share));
    }
  }

  /** Pushes the loss's gradients into the weights, a chunk at a time; gives the loss. */
  private float backward(
      NDManager scope, PairBatch batch, NDList loss, NDArray dImage, NDArray dText, double share) {
    for (int from = 0; from < batch.size(); from += chunk) {
      backward(scope, batch, from, dImage, dText, share);
    }
    backward(scope, LOGIT_SCALE, loss.get(3), share);
    if (isPairwise()) {
      backward(scope, Objective.BIAS, loss.get(4), share);
    }
    return loss.get(0).getFloat();
  }

  private void backward(NDManager outer, String number, NDArray gradient, double share) {
    try (NDManager inner = outer.newSubManager()) {
      program.train(inner, "number_backward", weights.get(number), scaled(inner, gradient, share));
    }
  }

  /**
   * Loss [], and its gradients by image and text embeddings [N, E], by the logit scale [] and, of
   * the sigmoid, by the bias [].
   */
  private NDList loss(NDManager scope, PairBatch batch) {
    GradientMode.off();
    try (NDManager inner = scope.newSubManager()) {
      NDList pair = embedding.of(inner, batch, statistics.first);
      NDArray scale = weights.get(LOGIT_SCALE);
      NDArray groups = batch.groups();
      NDArray rows = inner.create(LOSS_ROWS);
      return isPairwise()
          ? program.train(
              scope,
              "pairwise_loss",
              pair.get(0),
              pair.get(1),
              scale,
              weights.get(Objective.BIAS),
              groups,
              rows)
          : program.train(scope, "loss", pair.get(0), pair.get(1), scale, groups, rows);
    }
  }

  private void backward(
      NDManager outer, PairBatch batch, int from, NDArray dImage, NDArray dText, double share) {
    try (NDManager inner = outer.newSubManager()) {
      program.train(
          inner,
          "embed_backward",
          embedding.rows(inner, batch.pixels(), from),
          embedding.rows(inner, batch.ids(), from),
          weights,
          scaled(inner, embedding.rows(inner, dImage, from), share),
          scaled(inner, embedding.rows(inner, dText, from), share),
          inner.create(statistics.second));
    }
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

  @Override
  public Map<String, NDArray> weights() {
    return weights;
  }
}
