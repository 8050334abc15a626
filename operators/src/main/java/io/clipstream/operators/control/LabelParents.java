package io.clipstream.operators.control;

import io.clipstream.schemas.LabelSet;
import java.util.HashMap;
import java.util.Map;

/** The hierarchy of a valid label set. */
public final class LabelParents {
  private LabelParents() {}

  /** The index of each label's parent, -1 for none. */
  public static int[] of(LabelSet set) {
    Map<String, Integer> places = new HashMap<>();
    set.getLabels().forEach(label -> places.put(label.getName(), places.size()));
    return set.getLabels().stream()
        .mapToInt(label -> label.getParent() == null ? -1 : places.get(label.getParent()))
        .toArray();
  }
}
