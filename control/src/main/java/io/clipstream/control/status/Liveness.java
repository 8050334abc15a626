package io.clipstream.control.status;

import io.clipstream.schemas.StatusEvent;
import java.time.Duration;
import java.time.Instant;

/** Whether a subtask lives, by its last event: nobody else says when one is killed. */
public enum Liveness {
  /** Its next event is not overdue. */
  ALIVE,
  /** It came to its end, and said so. */
  ENDED,
  /** It has not said anything for too long. */
  SILENT;

  /** For clocks that differ and records under way. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** By its last event, at a moment. */
  public static Liveness of(StatusEvent event, Instant now) {
    Long within = event.getNextWithinMillis();
    if (within == null) {
      return SILENT; // of a version that does not say when it speaks again
    }
    if (within == 0) {
      return ENDED;
    }
    Duration patience = Duration.ofMillis(2 * within).plus(GRACE);
    return event.getUpdatedAt().plus(patience).isBefore(now) ? SILENT : ALIVE;
  }
}
