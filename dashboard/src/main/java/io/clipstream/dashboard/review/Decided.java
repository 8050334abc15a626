package io.clipstream.dashboard.review;

import java.util.List;

/**
 * What became of a review or an undo.
 *
 * @param isRepeat whether its id was known before, so that nothing was written now
 * @param captions what a model learns from it
 * @param note what the reviewer should know, empty if nothing
 */
public record Decided(String id, boolean isRepeat, List<String> captions, String note) {
  public Decided {
    captions = List.copyOf(captions);
  }

  /** It was written before, and is not written again. */
  static Decided before(String id) {
    return new Decided(id, true, List.of(), "");
  }
}
