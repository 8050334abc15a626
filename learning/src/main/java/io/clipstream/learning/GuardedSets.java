package io.clipstream.learning;

import java.io.Serializable;
import java.util.List;

/**
 * What the gate measures beside held-out pairs.
 *
 * @param pinned tables of labelled pictures whose zero-shot accuracy is guarded
 * @param templates of their prompts, by name or file
 * @param baseline directory of the checkpoint that small losses must not lead below; null for each
 *     round's parent
 */
public record GuardedSets(List<String> pinned, String templates, String baseline)
    implements Serializable {
  public static final GuardedSets NONE = new GuardedSets(List.of(), "photo", null);

  public GuardedSets {
    pinned = List.copyOf(pinned);
  }
}
