package io.clipstream.dashboard.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.World;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Plans;
import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.Results;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two checkpoints that tagged a million pictures are compared by their newest thousand. */
class SwapComparisonPlanTest {
  @TempDir private Path folder;

  @Test
  void theNewestOfEachComeInTheOrderOfAnIndex() {
    try (IndexDatabase index = IndexDatabase.open(IndexDatabase.inDirectory(folder))) {
      for (int i = 0; i < 60; i++) {
        TagEvent event =
            World.tagEvent("p" + i, new Origin("images", 0, (long) i, null), Decision.TAG);
        event.setCheckpointId("round-" + i % 2);
        Result result = Results.of(event, new Result.Place("tags", 0, i));
        index.jdbi().useTransaction(handle -> Results.add(handle, result));
      }
      SwapComparison comparison = new SwapComparison(index.jdbi());
      assertThat(comparison.of("round-0", "round-1").after().pictures()).isEqualTo(30);
      Plans.of(index.jdbi(), () -> comparison.of("round-0", "round-1")).stream()
          .filter(plan -> plan.sql().contains("tagged_at desc"))
          .forEach(Plans.Plan::isInTheOrderOfAnIndex);
    }
  }
}
