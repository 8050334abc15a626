package io.clipstream.dashboard.rounds;

import io.clipstream.schemas.RoundsStatus;
import io.clipstream.schemas.StatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A training job as reviewers see it.
 *
 * @param life {@code alive}, {@code ended} or {@code silent}
 * @param phase of the protocol of rounds, empty where it is not known
 * @param waitingPairs new pairs that wait for a round, null where that is not known
 * @param activity what it is at, in one line
 * @param updatedAt when it said so, milliseconds since 1970
 */
record Trainer(
    String name,
    String model,
    String life,
    String phase,
    Long waitingPairs,
    String activity,
    long updatedAt,
    List<String> failures) {
  /** For clocks that differ and records under way. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  Trainer {
    failures = List.copyOf(failures);
  }

  static Trainer of(StatusEvent status, Instant now) {
    Optional<RoundsStatus> rounds = Optional.ofNullable(status.getRounds());
    return new Trainer(
        status.getJobName(),
        String.valueOf(status.getModelName()),
        life(status, now),
        rounds.map(RoundsStatus::getPhase).orElse(""),
        rounds.map(RoundsStatus::getWaitingPairs).orElse(null),
        String.valueOf(status.getActivity()),
        status.getUpdatedAt().toEpochMilli(),
        status.getFailures().stream()
            .map(failure -> failure.getSubject() + ": " + failure.getMessage())
            .toList());
  }

  /** By the time within which it said it would speak again. */
  private static String life(StatusEvent status, Instant now) {
    Long within = status.getNextWithinMillis();
    if (within != null && within == 0) {
      return "ended";
    }
    boolean isOverdue =
        within == null
            || status.getUpdatedAt().plus(Duration.ofMillis(2 * within)).plus(GRACE).isBefore(now);
    return isOverdue ? "silent" : "alive";
  }
}
