package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BatchLimitTest {
  private static final int SIZE = 64;
  private static final long MILLIS = 1_000_000;

  private static BatchLimit limit(Duration target) {
    return BatchLimit.of(new BatchSettings(SIZE, Duration.ofNanos(1), 1, 2, target));
  }

  /** Batches as large as they may be, on a device that takes so long for so many. */
  private static int settled(BatchLimit limit, IntToLongFunction device, int batches) {
    for (int i = 0; i < batches; i++) {
      limit.measured(limit.now(), device.applyAsLong(limit.now()));
    }
    return limit.now();
  }

  @Test
  void withoutATargetABatchMayBeFull() {
    BatchLimit limit = BatchLimit.of(BatchSettings.DEFAULT);
    limit.measured(1, 1_000 * MILLIS);
    assertThat(limit.now()).isEqualTo(BatchSettings.DEFAULT.size());
  }

  @Test
  void itSettlesWhereTwoBatchesFitIntoTheTarget() {
    IntToLongFunction device = pictures -> 10 * MILLIS + pictures * 5 * MILLIS;
    // 2 * (10 + 5 n) <= 200
    assertThat(settled(limit(Duration.ofMillis(200)), device, 50)).isEqualTo(18);
    assertThat(settled(limit(Duration.ofMillis(60)), device, 50)).isEqualTo(4);
  }

  @Test
  void itNeitherExceedsTheSizeNorFallsBelowOne() {
    assertThat(settled(limit(Duration.ofSeconds(10)), n -> n * MILLIS, 50)).isEqualTo(SIZE);
    assertThat(settled(limit(Duration.ofMillis(1)), n -> 5 * MILLIS + n * MILLIS, 50)).isOne();
  }

  @Test
  void itBeginsSmallAndGrowsStepByStep() {
    BatchLimit limit = limit(Duration.ofMillis(200));
    IntToLongFunction device = pictures -> 30 * MILLIS + pictures * MILLIS;
    assertThat(limit.now()).isOne();
    int before = 1;
    for (int i = 0; i < 60; i++) {
      limit.measured(limit.now(), device.applyAsLong(limit.now()));
      assertThat(limit.now()).isBetween(before, SIZE);
      assertThat(device.applyAsLong(limit.now())).isLessThanOrEqualTo(105 * MILLIS);
      before = limit.now();
    }
    assertThat(before).as("well in time: 2 * (30 + n) <= 180").isBetween(60, 64);
  }

  @Test
  void itFollowsADeviceThatBecomesSlowerAndRecovers() {
    BatchLimit limit = limit(Duration.ofMillis(200));
    assertThat(settled(limit, n -> n * 5 * MILLIS, 50)).isEqualTo(20);
    assertThat(settled(limit, n -> n * 20 * MILLIS, 60)).isEqualTo(5);
    assertThat(settled(limit, n -> n * 5 * MILLIS, 60)).isEqualTo(20);
  }

  @Test
  void aSmallBatchThatIsLateCutsIt() {
    BatchLimit limit = limit(Duration.ofMillis(200));
    assertThat(settled(limit, n -> n * 5 * MILLIS, 50)).isEqualTo(20);
    limit.measured(3, 50 * MILLIS);
    assertThat(limit.now()).as("in time, and not full").isEqualTo(20);
    limit.measured(6, 200 * MILLIS);
    assertThat(limit.now()).isEqualTo(3);
  }

  @Test
  void whatIsRecognisedCountsForTheSizeAlone() {
    BatchLimit limit = limit(Duration.ofMillis(200));
    assertThat(settled(limit, n -> n * 5 * MILLIS, 50)).isEqualTo(20);
    assertThat(limit.hasRoom(19, 19, true)).isTrue();
    assertThat(limit.hasRoom(20, 20, true)).isFalse();
    assertThat(limit.hasRoom(20, 20, false)).isTrue();
    assertThat(limit.hasRoom(40, 19, true)).isTrue();
    assertThat(limit.hasRoom(SIZE, 0, false)).isFalse();
    assertThat(limit.isReached(20, 20)).isTrue();
    assertThat(limit.isReached(20, 14)).isFalse();
    assertThat(limit.isReached(SIZE, 14)).isTrue();
  }

  @Test
  void aBatchInWhichNothingWasEncodedTeachesNothing() {
    BatchLimit limit = limit(Duration.ofMillis(200));
    assertThat(settled(limit, n -> n * 5 * MILLIS, 50)).isEqualTo(20);
    limit.measured(0, MILLIS);
    limit.measured(0, 1_000 * MILLIS);
    assertThat(limit.now()).isEqualTo(20);
  }

  @Test
  void noiseMovesItLittle() {
    SplittableRandom chance = new SplittableRandom(1);
    BatchLimit limit = limit(Duration.ofMillis(200));
    IntToLongFunction device =
        n -> (long) ((10 * MILLIS + n * 5 * MILLIS) * (0.85 + 0.3 * chance.nextDouble()));
    settled(limit, device, 100);
    for (int i = 0; i < 200; i++) {
      limit.measured(limit.now(), device.applyAsLong(limit.now()));
      assertThat(limit.now()).isBetween(10, 20);
    }
  }
}
