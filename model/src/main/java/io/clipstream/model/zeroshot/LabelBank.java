package io.clipstream.model.zeroshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.text.PromptTemplates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A label set as one model sees it: an embedding a label, on the model's device. Embeddings of
 * another model must not be compared with it. Thread-safe; close it before the model.
 */
public final class LabelBank implements AutoCloseable {
  /** Labels whose prompts are encoded before their embeddings are averaged. */
  private static final int LABELS_AT_ONCE = 16;

  /** Rows that are brought to the device at once. */
  private static final int ROWS_AT_ONCE = 512;

  private final Clip clip;
  private final PromptedLabels set;
  private final NDManager manager;
  private final NDArray embeddings;
  private final NDArray background;
  private final NDArray bias;

  /** Encodes the prompts of a set: fill the templates, encode, normalise, average, normalise. */
  public LabelBank(Clip clip, PromptedLabels set) {
    this(
        clip,
        set,
        embedLabels(clip, set.templates(), set.labels()),
        set.scoring() == Scoring.INDEPENDENT ? embedTexts(clip, set.background()) : new float[0][]);
  }

  /**
   * Puts a bank together from embeddings that were made before, with the same model, by {@link
   * #embedLabels} and {@link #embedTexts}.
   *
   * @param labels a row [E] for each label of the set, in its order
   * @param background a row [E] for each background prompt; none but with {@link
   *     Scoring#INDEPENDENT}
   * @throws ModelException if the model cannot give the scores that the set wants
   * @throws IllegalArgumentException if the number of rows or their length is another
   */
  public LabelBank(Clip clip, PromptedLabels set, float[][] labels, float[][] background) {
    if (labels.length != set.labels().size()) {
      throw new IllegalArgumentException(
          labels.length + " embeddings, expected one for each of " + set.labels().size());
    }
    set.scoring().require(clip.logitBias().isPresent());
    this.clip = clip;
    this.set = set;
    this.manager = clip.newScope();
    try {
      this.embeddings = onDevice(labels);
      this.background = onDevice(background);
      this.bias = set.scoring() == Scoring.PAIRWISE ? bias() : manager.zeros(new Shape(0));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The model's, [1]. */
  private NDArray bias() {
    NDArray own = clip.logitBias().orElseThrow().duplicate();
    own.attach(manager);
    return own.reshape(1);
  }

  /** In slices: what is made from Java arrays passes through direct memory, which may be short. */
  private NDArray onDevice(float[][] rows) {
    int width = clip.config().embeddingDimension();
    NDArray all = manager.zeros(new Shape(rows.length, width));
    for (int from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      int to = Math.min(from + ROWS_AT_ONCE, rows.length);
      try (NDManager scope = manager.newSubManager()) {
        NDArray part = scope.create(flat(rows, from, to, width), new Shape(to - from, width));
        all.set(new NDIndex(from + ":" + to), part);
      }
    }
    return all;
  }

  private static float[] flat(float[][] rows, int from, int to, int width) {
    float[] flat = new float[(to - from) * width];
    for (int row = from; row < to; row++) {
      if (rows[row].length != width) {
        throw new IllegalArgumentException(
            "an embedding has " + rows[row].length + " dimensions, expected " + width);
      }
      System.arraycopy(rows[row], 0, flat, (row - from) * width, width);
    }
    return flat;
  }

  /**
   * The embeddings of labels, a few at a time.
   *
   * @return a row [E] of unit length for each label
   */
  public static float[][] embedLabels(Clip clip, PromptTemplates templates, List<Label> labels) {
    float[][] rows = new float[labels.size()][];
    for (int from = 0; from < labels.size(); from += LABELS_AT_ONCE) {
      int to = Math.min(from + LABELS_AT_ONCE, labels.size());
      embedSome(clip, templates, labels.subList(from, to), rows, from);
    }
    return rows;
  }

  private static void embedSome(
      Clip clip, PromptTemplates templates, List<Label> labels, float[][] rows, int first) {
    List<List<String>> prompts =
        labels.stream()
            .map(l -> l.prompts().stream().flatMap(p -> templates.fill(p).stream()).toList())
            .toList();
    try (NDManager scope = clip.newScope()) {
      NDArray encoded = clip.encodeTexts(scope, prompts.stream().flatMap(List::stream).toList());
      int from = 0;
      for (int i = 0; i < labels.size(); i++) {
        int to = from + prompts.get(i).size();
        NDArray own = encoded.get(from + ":" + to).expandDims(0); // [1, T, E]
        rows[first + i] =
            clip.program().infer(scope, "ensemble", own).singletonOrThrow().toFloatArray();
        from = to;
      }
    }
  }

  /**
   * The embeddings of texts as they stand.
   *
   * @return a row [E] of unit length for each text
   */
  public static float[][] embedTexts(Clip clip, List<String> texts) {
    int width = clip.config().embeddingDimension();
    try (NDManager scope = clip.newScope()) {
      float[] all = texts.isEmpty() ? new float[0] : clip.encodeTexts(scope, texts).toFloatArray();
      float[][] rows = new float[texts.size()][];
      Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * width, (i + 1) * width));
      return rows;
    }
  }

  public PromptedLabels set() {
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
  public List<List<ScoredLabel>> rank(NDArray images, int top) {
    long k = Math.min(top, set.labels().size());
    try (NDManager scope = manager.newSubManager()) {
      NDList ranked =
          clip.program()
              .infer(scope, "rank", images, embeddings, background, clip.logitScale(), bias, k);
      float[] similarities = ranked.get(0).toFloatArray();
      float[] scores = ranked.get(1).toFloatArray();
      long[] indices = ranked.get(2).toLongArray();
      List<List<ScoredLabel>> tags = new ArrayList<>();
      for (int from = 0; from < indices.length; from += (int) k) {
        List<ScoredLabel> own = new ArrayList<>();
        for (int i = from; i < from + k; i++) {
          own.add(
              new ScoredLabel(
                  set.labels().get((int) indices[i]).name(), scores[i], similarities[i]));
        }
        tags.add(List.copyOf(own));
      }
      return tags;
    }
  }

  /**
   * The same of embeddings that were made before.
   *
   * @param images a row [E] of unit length for each picture, from the same model
   */
  public List<List<ScoredLabel>> rank(float[][] images, int top) {
    List<List<ScoredLabel>> tags = new ArrayList<>();
    for (int from = 0; from < images.length; from += ROWS_AT_ONCE) {
      int to = Math.min(from + ROWS_AT_ONCE, images.length);
      try (NDArray rows = onDevice(Arrays.copyOfRange(images, from, to))) {
        tags.addAll(rank(rows, top));
      }
    }
    return tags;
  }

  /**
   * What the rules make of each picture, over all labels of the set.
   *
   * @param images [N, E] of unit length, from the same model
   * @param rules of this set's labels, on the model's device
   * @param top how many labels of a picture are named at most
   * @return a judgement for each picture
   */
  public List<Judgement> judge(NDArray images, LabelRules rules, int top) {
    int k = Math.min(top, set.labels().size());
    try (NDManager scope = manager.newSubManager()) {
      NDList judged = rules.judge(scope, images, embeddings, background, bias, k);
      float[] similarities = judged.get(0).toFloatArray();
      float[] scores = judged.get(1).toFloatArray();
      long[] indices = judged.get(2).toLongArray();
      float[] applied = judged.get(3).toFloatArray();
      float[] severities = judged.get(4).toFloatArray();
      List<Judgement> judgements = new ArrayList<>();
      for (int row = 0; row < severities.length; row++) {
        List<Judgement.Hit> hits = new ArrayList<>();
        for (int i = row * k; i < (row + 1) * k; i++) {
          hits.add(new Judgement.Hit((int) indices[i], scores[i], similarities[i], applied[i] > 0));
        }
        judgements.add(new Judgement(hits, (int) severities[row]));
      }
      return judgements;
    }
  }

  /**
   * The same of embeddings that were made before.
   *
   * @param images a row [E] of unit length for each picture, from the same model
   */
  public List<Judgement> judge(float[][] images, LabelRules rules, int top) {
    try (NDArray rows = onDevice(images)) {
      return judge(rows, rules, top);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
