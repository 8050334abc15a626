package io.clipstream.model.zeroshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.Clip;
import io.clipstream.schemas.LabelTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Thresholds, severities and hierarchy of a label set's labels, on a model's device. Thread-safe;
 * close it before the model.
 */
public final class LabelRules implements AutoCloseable {
  private final Clip clip;
  private final NDManager manager;
  private final NDArray thresholds;
  private final NDArray severities;
  private final Map<String, NDArray> edges = new LinkedHashMap<>();
  private final long levels;

  /**
   * @param thresholds a score for each label, from which on its severity counts
   * @param severities above 0
   * @param parents index of each label's parent, -1 for none; without circles
   * @throws IllegalArgumentException if a label has more than {@value LabelTree#MAX_DEPTH}
   *     ancestors
   */
  public LabelRules(Clip clip, float[] thresholds, float[] severities, int[] parents) {
    List<List<Integer>> byDepth = byDepth(parents);
    this.clip = clip;
    this.manager = clip.newScope();
    this.thresholds = owned(manager.create(thresholds));
    this.severities = owned(manager.create(severities));
    this.levels = byDepth.size();
    for (int level = 0; level < byDepth.size(); level++) {
      List<Integer> children = byDepth.get(byDepth.size() - 1 - level); // the deepest first
      edges.put(String.valueOf(level), edges(children, parents));
    }
    if (edges.isEmpty()) {
      edges.put("0", manager.zeros(new Shape(2, 1))); // a dictionary has to have a type
    }
  }

  private NDArray edges(List<Integer> children, int[] parents) {
    long[] pairs = new long[2 * children.size()];
    for (int i = 0; i < children.size(); i++) {
      pairs[i] = children.get(i);
      pairs[children.size() + i] = parents[children.get(i)];
    }
    return owned(manager.create(pairs, new Shape(2, children.size())));
  }

  /** What is made from a Java array may alias it; the duplicate has memory of its own. */
  private static NDArray owned(NDArray staged) {
    try (staged) {
      return staged.duplicate();
    }
  }

  /** Labels with one ancestor, with two, and so on. */
  private static List<List<Integer>> byDepth(int[] parents) {
    int deepest = LabelTree.depth(parents);
    if (deepest > LabelTree.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "a label has " + deepest + " ancestors, expected at most " + LabelTree.MAX_DEPTH);
    }
    List<List<Integer>> byDepth = new ArrayList<>();
    for (int i = 0; i < deepest; i++) {
      byDepth.add(new ArrayList<>());
    }
    int[] depths = LabelTree.depths(parents);
    for (int label = 0; label < parents.length; label++) {
      if (depths[label] > 0) {
        byDepth.get(depths[label] - 1).add(label);
      }
    }
    return byDepth;
  }

  NDList judge(
      NDManager scope, NDArray images, NDArray bank, NDArray background, NDArray bias, long k) {
    return clip.program()
        .infer(
            scope,
            "judge",
            images,
            bank,
            background,
            clip.logitScale(),
            bias,
            thresholds,
            severities,
            edges,
            levels,
            k);
  }

  @Override
  public void close() {
    manager.close();
  }
}
