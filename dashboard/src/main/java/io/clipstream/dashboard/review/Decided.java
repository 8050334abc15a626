package io.clipstream.dashboard.review;

import java.util.List;

/**
 * What became of a review.
 *
 * @param isCounted whether the index has it already
 * @param isRepeat whether its id was known before, so that nothing was written now
 * @param captions what a model learns from it
 * @param note what the reviewer should know, empty if nothing
 */
public record Decided(
    String id, boolean isCounted, boolean isRepeat, List<String> captions, String note) {
  public Decided {
    captions = List.copyOf(captions);
  }
}
