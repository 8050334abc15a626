package io.clipstream.operators.tagging;

import java.time.Duration;
import java.util.Optional;

/**
 * How many pictures a micro-batch may have. With a latency that is aimed at, as many as the device
 * finishes in time: a picture may wait for the batches that the device has, and then takes as long
 * as its own. It begins with one and grows by steps while full batches are well in time; one that
 * took too long is cut to what would have been in time. For the task thread.
 */
final class BatchLimit {
  /** A batch that took less than this share of its time may be followed by a larger one. */
  private static final double WELL_IN_TIME = 0.9;

  /** A step is such a part of the limit, at least one picture. */
  private static final int STEPS = 8;

  private final int size;
  private final Optional<Duration> perBatch;
  private int limit;

  private BatchLimit(int size, Optional<Duration> perBatch) {
    this.size = size;
    this.perBatch = perBatch;
    this.limit = perBatch.isPresent() ? 1 : size;
  }

  static BatchLimit of(BatchSettings settings) {
    return new BatchLimit(
        settings.size(),
        settings.latencyTarget().map(target -> target.dividedBy(settings.inFlight() + 1L)));
  }

  /** Pictures that the next batch may have, at least 1. */
  int now() {
    return limit;
  }

  /** A batch of so many pictures was with the device for so long. */
  void measured(int batch, long nanos) {
    perBatch.ifPresent(time -> learn(batch, (double) nanos / time.toNanos()));
  }

  private void learn(int batch, double share) {
    if (share > 1) {
      limit = Math.max(1, Math.min(limit, (int) (batch / share)));
    } else if (batch >= limit && share <= WELL_IN_TIME) {
      limit = Math.min(size, limit + Math.max(1, limit / STEPS));
    }
  }
}
