package io.clipstream.operators.tagging;

import java.time.Duration;
import java.util.Optional;

/**
 * How many pictures a micro-batch may have, and how many of them that are to be encoded: what is
 * recognised costs the device next to nothing. With a latency that is aimed at, as many as the
 * device finishes in time: a picture may wait for the batches that the device has, and then takes
 * as long as its own. It begins with one and grows by steps while full batches are well in time;
 * one that took too long is cut to what would have been in time. For the task thread.
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

  /** Pictures to be encoded that the next batch may have, at least 1. */
  int now() {
    return limit;
  }

  /**
   * Whether a batch may have one picture more.
   *
   * @param pictures that it has
   * @param toEncode those of them that are to be encoded
   * @param isToEncode whether the one more is to be encoded
   */
  boolean hasRoom(int pictures, int toEncode, boolean isToEncode) {
    return pictures < size && (!isToEncode || toEncode < limit);
  }

  /** Whether a batch need not wait for more pictures. */
  boolean isReached(int pictures, int toEncode) {
    return !hasRoom(pictures, toEncode, true);
  }

  /** A batch of which so many pictures were encoded was with the device for so long. */
  void measured(int encoded, long nanos) {
    if (encoded > 0) {
      perBatch.ifPresent(time -> learn(encoded, (double) nanos / time.toNanos()));
    }
  }

  private void learn(int encoded, double share) {
    if (share > 1) {
      limit = Math.max(1, Math.min(limit, (int) (encoded / share)));
    } else if (encoded >= limit && share <= WELL_IN_TIME) {
      limit = Math.min(size, limit + Math.max(1, limit / STEPS));
    }
  }
}
