package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.clock.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits under a clock that is set forward or back meanwhile. */
class SteadyTimeTest {
  private static final long HOUR = 3_600_000;
  private static final long PASSED = 1_000;

  private final Service service = new Service();
  private final SteadyTime time = new SteadyTime(service);

  /** As Flink's, which turns a moment into a span when the timer is registered. */
  private static final class Service implements ProcessingTimeService {
    private final List<Long> spans = new ArrayList<>();
    private long wall = 1_700_000_000_000L;
    private long steady = 77;

    @Override
    public Clock getClock() {
      return new Clock() {
        @Override
        public long absoluteTimeMillis() {
          return wall;
        }

        @Override
        public long relativeTimeMillis() {
          return steady;
        }

        @Override
        public long relativeTimeNanos() {
          return steady * 1_000_000;
        }
      };
    }

    @Override
    public ScheduledFuture<?> registerTimer(long timestamp, ProcessingTimeCallback target) {
      spans.add(timestamp - wall);
      return null;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        ProcessingTimeCallback callback, long initialDelay, long period) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        ProcessingTimeCallback callback, long initialDelay, long period) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> quiesce() {
      throw new UnsupportedOperationException();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {HOUR, -HOUR})
  void whatWaitsWaitsAsLongAsWasSaid(long jump) {
    long due = time.now() + 3 * PASSED;
    service.wall += jump;
    service.wall += PASSED;
    service.steady += PASSED;
    assertThat(due - time.now()).isEqualTo(2 * PASSED);
    time.at(due, moment -> {});
    time.after(PASSED, moment -> {});
    assertThat(service.spans).containsExactly(2 * PASSED, PASSED);
  }

  @Test
  void whatIsOverdueIsDueAtOnce() {
    time.at(time.now() - 1, moment -> {});
    assertThat(service.spans).containsExactly(0L);
  }
}
