package io.clipstream.schemas;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The hierarchy of a label set's labels: their parents by index, -1 for none, without circles. */
public final class LabelTree {
  /** Steps from a label to the root of its tree, at most: each costs the device two calls. */
  public static final int MAX_DEPTH = 64;

  private LabelTree() {}

  /**
   * The index of each label's parent, -1 for none.
   *
   * @param set valid, see {@link LabelSets#validate}
   */
  public static int[] parents(LabelSet set) {
    List<Label> labels = set.getLabels();
    Map<String, Integer> places = new HashMap<>();
    labels.forEach(label -> places.put(label.getName(), places.size()));
    return labels.stream()
        .mapToInt(label -> label.getParent() == null ? -1 : places.get(label.getParent()))
        .toArray();
  }

  /** How many ancestors the label with the most has. */
  public static int depth(int[] parents) {
    return Arrays.stream(depths(parents)).max().orElse(0);
  }

  /** Ancestors of each label; every label is walked once. */
  public static int[] depths(int[] parents) {
    int[] depths = new int[parents.length];
    boolean[] known = new boolean[parents.length];
    int[] path = new int[parents.length];
    for (int label = 0; label < parents.length; label++) {
      int length = 0;
      int at = label;
      while (at >= 0 && !known[at]) {
        path[length++] = at;
        at = parents[at];
      }
      int depth = at < 0 ? -1 : depths[at];
      while (length > 0) {
        int next = path[--length];
        depths[next] = ++depth;
        known[next] = true;
      }
    }
    return depths;
  }
}
