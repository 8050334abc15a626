package io.clipstream.dashboard.export;

import io.clipstream.dashboard.review.Review;
import io.clipstream.dashboard.store.Result;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A result with what reviewers said of it.
 *
 * @param reviews that stand, the latest first
 */
record Exported(Result result, List<Review> reviews) {
  Exported {
    reviews = List.copyOf(reviews);
  }

  /** What the latest review says; null if there is none. */
  <T> T ofReview(Function<Review, T> what) {
    Optional<Review> latest = reviews.stream().findFirst();
    return latest.map(what).orElse(null);
  }
}
