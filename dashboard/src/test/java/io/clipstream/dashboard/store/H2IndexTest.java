package io.clipstream.dashboard.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2IndexTest extends IndexContract {
  private static final List<String> NONE = List.of();

  @TempDir private Path folder;

  @Override
  String url() {
    return IndexDatabase.inDirectory(folder);
  }

  /** A search that sorts what it finds, or reads all of it, takes seconds over a million. */
  @Test
  void noSearchReadsMoreOfTheIndexThanItShows() {
    many();
    ResultSearch bounded = new ResultSearch(index.jdbi(), "tags", 10, 20);
    Optional<ResultSearch.Cursor> middle =
        bounded.look(ResultFilter.ALL, Optional.empty(), 60).next();
    for (ResultFilter filter :
        List.of(
            ResultFilter.ALL,
            filter("label-0", NONE, 0, "", -1, -1),
            filter("label-0", List.of("BLOCK"), 0.95f, "source-1", -1, -1),
            filter("", List.of("BLOCK"), 0, "", -1, 90_000),
            filter("", NONE, 0, "source-1", 5_000, -1))) {
      for (Optional<ResultSearch.Cursor> before :
          List.of(Optional.<ResultSearch.Cursor>empty(), middle)) {
        Plans.of(index.jdbi(), () -> bounded.look(filter, before, 5))
            .forEach(Plans.Plan::isInTheOrderOfAnIndex);
      }
    }
  }

  /** What has no order of an index leads only where it is few. */
  @Test
  void severalDecisionsAndScoresAreSortedOnlyIfTheyAreFew() {
    many();
    ResultSearch bounded = new ResultSearch(index.jdbi(), "tags", 10, 70);
    ResultFilter filter = filter("", List.of("REVIEW", "BLOCK"), 0.95f, "", -1, -1);
    Plans.of(index.jdbi(), () -> bounded.look(filter, Optional.empty(), 5))
        .forEach(Plans.Plan::isAlongAnIndex);
  }
}
