package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What reviewers said of results, for whoever shows many of them. */
public final class ReviewedResults {
  private final IndexDatabase index;

  public ReviewedResults(IndexDatabase index) {
    this.index = index;
  }

  /** The reviews that stand of each result, the latest first, by the results' numbers. */
  public Map<Long, List<Review>> of(Collection<Result> results) {
    if (results.isEmpty()) {
      return Map.of();
    }
    List<String> keys = results.stream().map(Result::imageKey).distinct().toList();
    Map<String, List<Review>> byImage =
        index.jdbi().withHandle(handle -> Reviews.standing(handle, keys)).stream()
            .collect(Collectors.groupingBy(Review::imageKey));
    Map<Long, List<Review>> found = new LinkedHashMap<>();
    for (Result result : results) {
      found.put(
          result.id(),
          byImage.getOrDefault(result.imageKey(), List.of()).stream()
              .filter(review -> review.isOf(result))
              .toList());
    }
    return found;
  }
}
