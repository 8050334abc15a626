package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.Result;
import java.util.List;

/**
 * A review as the index has it.
 *
 * @param id given by who wrote it, null where there is none
 * @param image where the picture's record lies, null where the review does not say
 * @param labels that were confirmed
 * @param removed labels that were taken away
 * @param caption null if there is none
 * @param reviewedAt milliseconds since 1970
 */
public record Review(
    String id,
    String imageId,
    String imageKey,
    Result.Place image,
    String labelSet,
    Long revision,
    String checkpoint,
    String decision,
    List<String> labels,
    List<String> removed,
    String caption,
    String reviewer,
    long reviewedAt,
    boolean undone) {
  public Review {
    labels = List.copyOf(labels);
    removed = List.copyOf(removed);
  }

  /** Whether it says something to learn from. */
  boolean teaches() {
    return caption != null || !labels.isEmpty();
  }
}
