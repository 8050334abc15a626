package io.clipstream.dashboard.labels;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.dashboard.World;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result.Place;
import io.clipstream.dashboard.store.ResultSearch;
import io.clipstream.dashboard.store.Results;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.TagEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentScoresTest {
  @TempDir private Path folder;

  private static void add(IndexDatabase index, long offset, String checkpoint, String set) {
    TagEvent event =
        World.tagEvent(
            "p" + offset,
            new Origin("images", 0, offset, null),
            Decision.TAG,
            World.tag("cat", 0.9, Action.TAG, true),
            World.tag("dog", 0.1, Action.TAG, false));
    event.setCheckpointId(checkpoint);
    event.setLabelSetId(set);
    event.setTaggedAt(Instant.ofEpochMilli(1_000 + offset));
    index
        .jdbi()
        .useTransaction(
            handle -> Results.add(handle, Results.of(event, new Place("tags", 0, offset))));
  }

  @Test
  void theyAreThoseOfTheNewestCheckpointWithWhatReviewersConfirm() throws Exception {
    try (IndexDatabase index = IndexDatabase.open(IndexDatabase.inDirectory(folder))) {
      add(index, 0, "round-6", "default");
      add(index, 1, "round-7", "default");
      add(index, 2, "round-7", "default");
      add(index, 3, "round-8", "other");
      Verdicts verdicts = images -> Map.of(new Place("images", 0, 1), List.of("fox", "dog"));
      RecentScores scores = new RecentScores(new ResultSearch(index.jdbi(), "tags"), verdicts);
      JsonNode found = new ObjectMapper().readTree(Json.bytes(scores.of("default")));
      assertThat(found.get("labels").toString()).isEqualTo("[\"cat\",\"dog\",\"fox\"]");
      assertThat(found.get("pictures").toString())
          .isEqualTo(
              "[{\"scores\":[[0,0.9],[1,0.1]],\"confirmed\":null},"
                  + "{\"scores\":[[0,0.9],[1,0.1]],\"confirmed\":[2,1]}]");
      assertThat(found.get("checkpoint").asText()).isEqualTo("round-7");
      assertThat(scores.of("none").get("pictures")).isEqualTo(List.of());
    }
  }
}
