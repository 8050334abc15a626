package io.clipstream.cli.local;

import io.clipstream.schemas.ClipstreamException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.FailedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;

/**
 * Tells people what a job in this process is at: what a start waits for, why it restarts, which
 * checkpoints fail. For one thread.
 */
final class JobWatch {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration SAME_FAILURE_AGAIN = Duration.ofMinutes(1);
  private static final String WHERE_MORE =
      "more in Flink's log, with"
          + " CLIPSTREAM_JAVA_OPTS=-Dorg.slf4j.simpleLogger.log.org.apache.flink.runtime.checkpoint=warn";
  private static final Set<ExecutionState> AT_WORK =
      EnumSet.of(ExecutionState.RUNNING, ExecutionState.FINISHED);

  private static final Set<JobStatus> ENDING =
      EnumSet.of(
          JobStatus.FAILING,
          JobStatus.FAILED,
          JobStatus.CANCELLING,
          JobStatus.CANCELED,
          JobStatus.FINISHED);

  private final String name;
  private final Supplier<String> needs;
  private final Optional<Duration> startTimeout;
  private final Messages messages;
  private long waitsSince = System.nanoTime();
  private long waitsSinceMillis = System.currentTimeMillis();
  private long sayAt = waitsSince + EVERY.toNanos();
  private CompletableFuture<String> need;
  private long failureTold;
  private long failedCheckpoint;
  private String checkpointFailure = "";
  private long checkpointFailureAt;
  private boolean isWaiting = true;
  private boolean hasWorked;

  /**
   * @param needs what a start waits for; may take long
   * @param startTimeout how long a start may take, tries that fail included
   */
  JobWatch(
      String name, Supplier<String> needs, Optional<Duration> startTimeout, Messages messages) {
    this.name = name;
    this.needs = needs;
    this.startTimeout = startTimeout;
    this.messages = messages;
  }

  /**
   * Says what is new about the job.
   *
   * @throws ClipstreamException if a start has failed and its time is over
   */
  void look(AccessExecutionGraph job) {
    if (ENDING.contains(job.getState())) {
      return; // its result says why
    }
    boolean isAtWork = isAtWork(job);
    if (isAtWork == isWaiting) {
      turn(isAtWork);
    }
    ErrorInfo failure = job.getFailureInfo();
    if (failure != null && failure.getTimestamp() != failureTold) {
      failureTold = failure.getTimestamp();
      failed(failure);
    }
    if (isWaiting) {
      sayNeed();
    } else {
      sayFailedCheckpoint(job);
    }
  }

  /** Whether every subtask has all that it needs and works, or is done. */
  static boolean isAtWork(AccessExecutionGraph job) {
    if (job.getState() != JobStatus.RUNNING) {
      return false;
    }
    for (AccessExecutionVertex subtask : job.getAllExecutionVertices()) {
      if (!AT_WORK.contains(subtask.getExecutionState())) {
        return false;
      }
    }
    return true;
  }

  /** Whether the job was at work at any time. */
  boolean hasWorked() {
    return hasWorked;
  }

  private void turn(boolean isAtWork) {
    isWaiting = !isAtWork;
    hasWorked |= isAtWork;
    if (isAtWork) {
      messages.progress().accept(name + " has all it needs and works");
      return;
    }
    waitsSince = System.nanoTime();
    waitsSinceMillis = System.currentTimeMillis();
    sayAt = waitsSince + EVERY.toNanos();
  }

  private void failed(ErrorInfo failure) {
    Throwable cause = FirstCause.of(failure.getException());
    String why = FirstCause.message(cause);
    boolean isOfThisStart = isWaiting && failure.getTimestamp() >= waitsSinceMillis;
    if (isOfThisStart && startTimeout.map(this::isOver).orElse(false)) {
      throw FirstCause.failed(name + " failed: " + why, cause, failure.getException());
    }
    notice(name + " restarts after a failure: " + why);
  }

  private boolean isOver(Duration timeout) {
    return System.nanoTime() - waitsSince >= timeout.toNanos();
  }

  private void sayNeed() {
    if (System.nanoTime() < sayAt) {
      return;
    }
    if (need == null) {
      need = CompletableFuture.supplyAsync(needs);
    }
    boolean isLate = System.nanoTime() - sayAt > EVERY.toNanos();
    if (need.isDone() || isLate) {
      String what =
          need.handle((text, e) -> e == null ? text : e.getMessage()).getNow("for Kafka to answer");
      long seconds = Duration.ofNanos(System.nanoTime() - waitsSince).toSeconds();
      notice("%s waits (%d s): %s".formatted(name, seconds, what));
      sayAt += EVERY.toNanos();
      need = need.isDone() ? null : need;
    }
  }

  private void sayFailedCheckpoint(AccessExecutionGraph job) {
    FailedCheckpointStats failed =
        job.getCheckpointStatsSnapshot() == null
            ? null
            : job.getCheckpointStatsSnapshot().getHistory().getLatestFailedCheckpoint();
    if (failed == null || failed.getCheckpointId() <= failedCheckpoint) {
      return;
    }
    failedCheckpoint = failed.getCheckpointId();
    String why = String.valueOf(failed.getFailureMessage());
    boolean isOld = System.nanoTime() - checkpointFailureAt > SAME_FAILURE_AGAIN.toNanos();
    if (isOld || !why.equals(checkpointFailure)) {
      checkpointFailure = why;
      checkpointFailureAt = System.nanoTime();
      notice(
          "%s: checkpoint %d failed, nothing is committed meanwhile: %s (%s)"
              .formatted(name, failedCheckpoint, why, WHERE_MORE));
    }
  }

  private void notice(String message) {
    messages.notice().accept(message);
  }
}
