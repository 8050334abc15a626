package io.clipstream.model.zeroshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.Clip;
import java.util.ArrayList;
import java.util.List;

/**
 * A label set as one model sees it: an embedding a label, on the model's device. Embeddings of
 * another model must not be compared with it. Thread-safe; close it before the model.
 */
public final class LabelBank implements AutoCloseable {
  /** Labels whose prompts are encoded before their embeddings are averaged. */
  private static final int LABELS_AT_ONCE = 16;

  private final Clip clip;
  private final LabelSet set;
  private final NDManager manager;
  private final NDArray embeddings;
  private final NDArray background;

  /** Encodes the prompts of a set: fill the templates, encode, normalise, average, normalise. */
  public LabelBank(Clip clip, LabelSet set) {
    this.clip = clip;
    this.set = set;
    this.manager = clip.newScope();
    try {
      this.embeddings = encode(set.labels());
      this.background =
          set.scoring() == Scoring.SOFTMAX
              ? manager.zeros(new Shape(0, clip.config().embeddingDimension()))
              : clip.encodeTexts(manager, set.background());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private NDArray encode(List<Label> labels) {
    try (NDManager scope = manager.newSubManager()) {
      NDList parts = new NDList();
      for (int from = 0; from < labels.size(); from += LABELS_AT_ONCE) {
        int to = Math.min(from + LABELS_AT_ONCE, labels.size());
        parts.addAll(encodeSome(scope, labels.subList(from, to)));
      }
      NDArray all = NDArrays.concat(parts);
      all.attach(manager);
      return all;
    }
  }

  /** Embeddings [1, E] of a few labels, one array each. */
  private NDList encodeSome(NDManager outer, List<Label> labels) {
    try (NDManager scope = outer.newSubManager()) {
      List<String> prompts = labels.stream().flatMap(label -> prompts(label).stream()).toList();
      NDArray encoded = clip.encodeTexts(scope, prompts);
      NDList embeddings = new NDList();
      int from = 0;
      for (Label label : labels) {
        int to = from + prompts(label).size();
        NDArray own = encoded.get(from + ":" + to).expandDims(0);
        embeddings.addAll(clip.program().infer(outer, "ensemble", own));
        from = to;
      }
      return embeddings;
    }
  }

  private List<String> prompts(Label label) {
    return label.prompts().stream().flatMap(p -> set.templates().fill(p).stream()).toList();
  }

  public LabelSet set() {
    return set;
  }

  /** The labels' embeddings [L, E], of unit length, in the order of the set; owned by this bank. */
  public NDArray embeddings() {
    return embeddings;
  }

  /**
   * The best labels of each picture.
   *
   * @param images [N, E] of unit length, from the same model
   * @param top how many labels at most
   * @return N lists, best label first
   */
  public List<List<Tag>> rank(NDArray images, int top) {
    long k = Math.min(top, set.labels().size());
    try (NDManager scope = manager.newSubManager()) {
      NDList ranked =
          clip.program().infer(scope, "rank", images, embeddings, background, clip.logitScale(), k);
      float[] similarities = ranked.get(0).toFloatArray();
      float[] scores = ranked.get(1).toFloatArray();
      long[] indices = ranked.get(2).toLongArray();
      List<List<Tag>> tags = new ArrayList<>();
      for (int from = 0; from < indices.length; from += (int) k) {
        List<Tag> own = new ArrayList<>();
        for (int i = from; i < from + k; i++) {
          own.add(new Tag(set.labels().get((int) indices[i]).name(), scores[i], similarities[i]));
        }
        tags.add(List.copyOf(own));
      }
      return tags;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
