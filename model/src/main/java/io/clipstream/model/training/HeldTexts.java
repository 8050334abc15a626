package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds texts to the embeddings that the weights gave them when this was made, some at each step:
 * weight times the mean over these of 1 - u_now u_then, beside the loss. What a round replays are
 * the captions of a few things; the text encoder would forget the words of all others. A text with
 * a token of a caption that is new is left to learn.
 */
final class HeldTexts {
  private final Program program;
  private final Map<String, NDArray> weights;
  private final NDArray ids;
  private final NDArray pulls;
  private final RandomTexts texts;
  private final int atOnce;

  /**
   * @param owner owns the texts
   * @param texts none to hold nothing
   * @param atOnce texts of a step, at most
   */
  HeldTexts(
      Program program,
      NDManager owner,
      Map<String, NDArray> weights,
      RandomTexts texts,
      int atOnce,
      double weight) {
    this.program = program;
    this.weights = weights;
    this.texts = texts;
    this.atOnce = Math.min(atOnce, texts.size());
    GradientMode.off();
    this.ids = owner.create(texts.rows().ids(), new Shape(texts.size(), texts.rows().length()));
    this.pulls = atOnce == 0 ? owner.zeros(new Shape(0)) : pulls(owner, texts.size(), weight);
  }

  /** The gradients by the texts' embeddings: [T, E]. */
  private NDArray pulls(NDManager owner, int count, double weight) {
    NDArray all = null;
    try (NDManager scope = owner.newSubManager()) {
      NDArray factor = scope.full(new Shape(), (float) (-weight / atOnce));
      for (int from = 0; from < count; from += atOnce) {
        try (NDManager inner = scope.newSubManager()) {
          NDIndex rows = rows(from, Math.min(from + atOnce, count));
          NDArray then =
              program.train(inner, "text_embeddings", own(inner, ids.get(rows)), weights).get(0);
          if (all == null) {
            all = owner.zeros(new Shape(count, then.getShape().get(1)));
          }
          all.set(rows, own(inner, then.mul(factor)));
        }
      }
    }
    return all;
  }

  private static NDArray own(NDManager scope, NDArray array) {
    array.attach(scope);
    return array;
  }

  private static NDIndex rows(long from, long to) {
    return new NDIndex().addSliceDim(from, to);
  }

  /**
   * Adds the gradients of {@code share} times the loss.
   *
   * @param step counts steps; others hold other texts
   * @param batches of this step
   */
  void accumulate(long step, List<PairBatch> batches, double share) {
    if (atOnce == 0) {
      return;
    }
    int from = (int) (step % (texts.size() / atOnce)) * atOnce;
    NDIndex rows = rows(from, from + atOnce);
    try (NDManager scope = ids.getManager().newSubManager()) {
      GradientMode.off();
      float[] shares = shares(from, learnt(batches), (float) share);
      NDArray factor = scope.create(shares, new Shape(atOnce, 1));
      NDArray some = own(scope, ids.get(rows));
      NDArray pull = own(scope, own(scope, pulls.get(rows)).mul(factor));
      GradientMode.recording(() -> program.train(scope, "hold_texts", some, weights, pull));
    }
  }

  /** Tokens of captions that are not known. */
  private static Set<Integer> learnt(List<PairBatch> batches) {
    Set<Integer> tokens = new HashSet<>();
    for (PairBatch batch : batches) {
      float[] known = batch.known().toFloatArray();
      long[] ids = batch.ids().toLongArray();
      int length = ids.length / known.length;
      for (int i = 0; i < ids.length; i++) {
        if (known[i / length] == 0) {
          tokens.add((int) ids[i]);
        }
      }
    }
    return tokens;
  }

  private float[] shares(int from, Set<Integer> learnt, float share) {
    float[] shares = new float[atOnce];
    for (int i = 0; i < atOnce; i++) {
      shares[i] = texts.hasAny(from + i, learnt) ? 0 : share;
    }
    return shares;
  }
}
