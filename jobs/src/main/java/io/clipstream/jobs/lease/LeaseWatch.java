package io.clipstream.jobs.lease;

import io.clipstream.schemas.JobLease;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the holder of a lease is alive, as somebody sees who reads its records: it is if a new
 * one comes, and is taken for dead if none comes for the timeout on the observer's own monotonic
 * clock. What the records say about time does not count, so clocks may jump.
 */
final class LeaseWatch {
  /** What can be said about a holder. */
  enum Sign {
    UNKNOWN,
    ALIVE,
    ENDED,
    DEAD
  }

  private final JobLease first;
  private final long since;
  private final long patience;

  /**
   * @param first its last record when the watch begins
   * @param least time to wait, should the record ask for less
   * @param nanos now, by a monotonic clock
   */
  LeaseWatch(JobLease first, Duration least, long nanos) {
    this.first = first;
    this.since = nanos;
    this.patience =
        Math.max(least.toNanos(), Duration.ofMillis(first.getTimeoutMillis()).toNanos());
  }

  /**
   * @param inForce by the newest records
   * @param nanos before they were read
   */
  Sign look(Optional<JobLease> inForce, long nanos) {
    JobLease now = inForce.orElse(first);
    if (now.getReleased()) {
      return Sign.ENDED;
    }
    if (!now.equals(first)) {
      return Sign.ALIVE;
    }
    return nanos - since >= patience ? Sign.DEAD : Sign.UNKNOWN;
  }

  Duration patience() {
    return Duration.ofNanos(patience);
  }
}
