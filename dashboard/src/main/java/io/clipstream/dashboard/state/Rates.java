package io.clipstream.dashboard.state;

import io.clipstream.dashboard.store.Result;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Pictures a second and their latencies over the last minute, by when they were tagged. */
public final class Rates {
  private static final long WINDOW_MILLIS = 60_000;
  private static final long RATE_MILLIS = 10_000;
  private static final int MOST = 60_000;

  private record Sample(long taggedAt, long micros) {}

  private final LongSupplier clock;
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * @param clock milliseconds since 1970
   */
  public Rates(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * What is known just now.
   *
   * @param perSecond over ten seconds
   * @param p50Millis the half of the last minute's pictures took less, -1 if there were none
   * @param p99Millis 99 of 100 took less, -1 if there were none
   */
  public record Rate(double perSecond, long p50Millis, long p99Millis) {}

  /** Takes a result in; one of long ago counts nothing. */
  public synchronized void add(Result result) {
    if (result.taggedAt() > clock.getAsLong() - WINDOW_MILLIS) {
      samples.addLast(new Sample(result.taggedAt(), result.micros()));
      if (samples.size() > MOST) {
        samples.removeFirst();
      }
    }
  }

  public synchronized Rate now() {
    long now = clock.getAsLong();
    samples.removeIf(sample -> sample.taggedAt() <= now - WINDOW_MILLIS);
    long recent = samples.stream().filter(sample -> sample.taggedAt() > now - RATE_MILLIS).count();
    long[] micros = samples.stream().mapToLong(Sample::micros).sorted().toArray();
    return new Rate(recent * 1000.0 / RATE_MILLIS, quantile(micros, 0.5), quantile(micros, 0.99));
  }

  private static long quantile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return -1;
    }
    return Arrays.stream(sorted)
            .skip((long) Math.ceil(share * sorted.length) - 1)
            .findFirst()
            .getAsLong()
        / 1_000;
  }
}
