package io.clipstream.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.World;
import io.clipstream.dashboard.store.Result;
import io.clipstream.dashboard.store.ResultFilter;
import io.clipstream.dashboard.store.Results;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
  private final LiveStream live = new LiveStream(3);

  private static Result result(int number, Decision decision) {
    Origin origin = new Origin("images", 0, (long) number, null);
    return Results.of(
        World.tagEvent("image-" + number, origin, decision), new Result.Place("tags", 0, number));
  }

  @Test
  void whoDoesNotReadHoldsNothingUpAndIsCountedFor() {
    LiveClient stalled = live.join(ResultFilter.ALL).orElseThrow();
    LiveClient reader = live.join(ResultFilter.ALL).orElseThrow();
    List<Result> read = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      live.publish(result(i, Decision.TAG));
      read.addAll(reader.take(5).results());
    }
    assertThat(read).hasSize(10_000);
    LiveClient.Portion late = stalled.take(1_000);
    assertThat(late.counted()).isEqualTo(10_000);
    assertThat(late.sent()).isEqualTo(LiveClient.CAPACITY);
    assertThat(late.results()).hasSize(LiveClient.CAPACITY);
    assertThat(late.results().get(LiveClient.CAPACITY - 1).imageId()).isEqualTo("image-9999");
  }

  @Test
  void onlyWhatPassesTheFilterIsSentAndCounted() {
    ResultFilter blocked =
        new ResultFilter(
            "", List.of("BLOCK"), 0, 1, "", "", "", OptionalLong.empty(), OptionalLong.empty());
    LiveClient client = live.join(blocked).orElseThrow();
    live.publish(result(1, Decision.TAG));
    live.publish(result(2, Decision.BLOCK));
    LiveClient.Portion portion = client.take(10);
    assertThat(portion.counted()).isOne();
    assertThat(portion.results()).extracting(Result::imageId).containsExactly("image-2");
  }

  @Test
  void noMoreThanSoManyLookOnAndWhoLeavesMakesRoom() {
    LiveClient first = live.join(ResultFilter.ALL).orElseThrow();
    assertThat(live.join(ResultFilter.ALL)).isPresent();
    assertThat(live.joinForNothing()).isPresent();
    assertThat(live.join(ResultFilter.ALL)).isEmpty();
    live.leave(first);
    assertThat(live.join(ResultFilter.ALL)).isPresent();
  }
}
