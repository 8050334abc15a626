package io.clipstream.benchmarks;

import io.clipstream.schemas.TagEvent;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A result of a tagging job.
 *
 * @param emitted when the broker appended it, in milliseconds
 */
record Result(TagEvent event, long emitted) {
  /** From the broker's taking the image to its taking the result, in milliseconds. */
  long latency() {
    return emitted - event.getOrigin().getTimestamp().toEpochMilli();
  }

  /** Images a second, from the first tenth to the end, so that starting does not count. */
  static double rate(List<Result> results) {
    return rate(moments(results, result -> result.event().getTaggedAt().toEpochMilli()));
  }

  /** From moments in milliseconds to moments a second, the first tenth left out. */
  static double rate(long[] moments) {
    long[] sorted = moments.clone();
    Arrays.sort(sorted);
    int from = sorted.length / 10;
    return 1000.0
        * (sorted.length - 1 - from)
        / Math.max(1, sorted[sorted.length - 1] - sorted[from]);
  }

  /** Images in the batch of the average image. */
  static double batch(List<Result> results) {
    return results.stream()
        .mapToInt(result -> result.event().getTimings().getBatchSize())
        .average()
        .orElseThrow();
  }

  /** What a share of the values does not exceed: 0.5 for the median. */
  static long quantile(List<Result> results, double share, ToLongFunction<Result> value) {
    long[] sorted = moments(results, value);
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }

  private static long[] moments(List<Result> results, ToLongFunction<Result> value) {
    return results.stream().mapToLong(value).toArray();
  }
}
