package io.clipstream.dashboard.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.World;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Timings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HealthHistoryTest {
  private static final long START = 1_800_000_000_000L;

  private long now = START;
  private final HealthHistory history = new HealthHistory(() -> now);

  private void tagged(long at, long micros) {
    TagEvent event = World.tagEvent("p", new Origin("images", 0, 0L, null), Decision.TAG);
    event.setTaggedAt(Instant.ofEpochMilli(at));
    event.setTimings(new Timings(0L, 0L, micros / 2, 0L, 0L, micros, 8));
    history.image(event);
  }

  @SuppressWarnings("unchecked")
  private List<Object> list(String name) {
    return (List<Object>) history.lists(1).get(name);
  }

  @SuppressWarnings("unchecked")
  private Map<String, List<Long>> rejects(int minutes) {
    return (Map<String, List<Long>>) history.lists(minutes).get("rejects");
  }

  @Test
  void whatHappenedCountsWhereItBelongsHoweverLateItIsRead() {
    now = START + 60_000;
    for (int i = 0; i < 10; i++) {
      tagged(START + 30_000 + i, 1_000L * (i + 1));
    }
    history.reject(START + 31_000, "CORRUPT");
    assertThat(list("times")).hasSize(12).contains(START + 30_000);
    int at = list("times").indexOf(START + 30_000);
    assertThat(list("perSecond").get(at)).isEqualTo(2.0);
    assertThat(list("p50").get(at)).isEqualTo(5.0);
    assertThat(list("p99").get(at)).isEqualTo(10.0);
    assertThat(list("wait50").get(at)).isEqualTo(2.5);
    assertThat(list("meanBatch").get(at)).isEqualTo(8.0);
    assertThat(list("perSecond").get(at + 1)).isEqualTo(0.0);
    assertThat(list("p50").get(at + 1)).isNull();
    List<Long> rejects = new ArrayList<>(Collections.nCopies(12, 0L));
    rejects.set(at, 1L);
    assertThat(rejects(1)).isEqualTo(Map.of("CORRUPT", rejects));
  }

  @Test
  void beforeTheServerStartedNothingIsKnownUnlessItIsRead() {
    assertThat(list("perSecond")).containsOnlyNulls();
    tagged(START - 20_000, 1_000);
    assertThat(list("perSecond").subList(0, 8)).containsOnlyNulls();
    assertThat(list("perSecond").subList(8, 12)).doesNotContainNull();
  }

  @Test
  void anHourIsRememberedAndReasonsThatSomebodyMakesUpAreBounded() {
    for (int i = 0; i < 1_000; i++) {
      history.reject(now, "made-up-" + i);
    }
    now += 10_000;
    assertThat(rejects(1)).hasSizeLessThan(30).containsKey("others");
    now += 3_600_000;
    history.reject(now - 3_700_000, "OLD");
    now += 10_000;
    assertThat(rejects(60)).isEmpty();
  }

  @Test
  void quantilesOfManyAreNearThoseOfAll() {
    Sample sample = new Sample();
    assertThat(sample.quantile(0.5)).isNull();
    LongStream.range(0, 100_000).forEach(sample::add);
    assertThat(sample.quantile(0.5)).isBetween(40_000L, 60_000L);
    assertThat(sample.quantile(1)).isGreaterThan(95_000L);
  }
}
