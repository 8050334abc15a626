package io.clipstream.dashboard.health;

import io.clipstream.control.status.JobStatus;
import io.clipstream.control.status.Liveness;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.RoundsStatus;
import io.clipstream.schemas.StatusEvent;
import java.util.List;

/**
 * How a job is.
 *
 * @param state RUNNING, WAITING, FAILING, SILENT or ENDED
 * @param alive subtasks that live
 * @param lag records that it has not committed yet, null where that is unknown
 * @param labelSetsInWork that are being encoded, of all subtasks the most
 * @param phase of the protocol of rounds, null for jobs that do not train
 * @param waitingPairs that wait for a round, null where that is unknown
 */
record JobHealth(
    String name,
    String kind,
    String state,
    int parallelism,
    long alive,
    long updatedAt,
    String device,
    String activity,
    Long lag,
    int labelSetsInWork,
    String phase,
    Long waitingPairs,
    List<Failure> failures) {
  private static final int FAILURES = 10;

  /**
   * What did not work.
   *
   * @param isTriedAgain whether it is
   */
  record Failure(
      int subtask, String subject, String message, int attempts, long at, boolean isTriedAgain) {}

  static JobHealth of(JobStatus job, Long lag) {
    StatusEvent newest = job.newest();
    RoundsStatus rounds = newest.getRounds();
    return new JobHealth(
        job.name(),
        newest.getKind(),
        job.state().name(),
        newest.getParallelism(),
        job.subtasks().stream().filter(each -> job.liveness(each) == Liveness.ALIVE).count(),
        newest.getUpdatedAt().toEpochMilli(),
        newest.getDevice(),
        newest.getActivity(),
        lag,
        labelSetsInWork(job),
        rounds == null ? null : rounds.getPhase(),
        rounds == null ? null : rounds.getWaitingPairs(),
        job.subtasks().stream()
            .flatMap(each -> each.getFailures().stream().map(failure -> failure(each, failure)))
            .limit(FAILURES)
            .toList());
  }

  /** Label sets that a job encodes, of all its subtasks the most. */
  static int labelSetsInWork(JobStatus job) {
    return job.subtasks().stream().mapToInt(JobHealth::inWork).max().orElse(0);
  }

  private static int inWork(StatusEvent subtask) {
    if (subtask.getCounts() != null) {
      return subtask.getCounts().getInWork();
    }
    return subtask.getInWork() == null ? 0 : subtask.getInWork().size();
  }

  private static Failure failure(StatusEvent subtask, FailureStatus failure) {
    return new Failure(
        subtask.getSubtask(),
        failure.getSubject(),
        failure.getMessage(),
        failure.getAttempts(),
        failure.getFailedAt().toEpochMilli(),
        failure.getRetryAfterMillis() != null);
  }
}
