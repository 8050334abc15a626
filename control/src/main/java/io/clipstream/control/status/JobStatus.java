package io.clipstream.control.status;

import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.JobKind;
import io.clipstream.schemas.StatusEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a job said of itself last.
 *
 * @param name its job.name
 * @param subtasks their last events, by index; those of an earlier, wider run are left out
 * @param seenAt the moment that {@link #state} is about
 */
public record JobStatus(String name, List<StatusEvent> subtasks, Instant seenAt) {
  /** How a job is, the worst first. */
  public enum State {
    /** Nothing was heard of it, or of some of its subtasks, for too long. */
    SILENT,
    /** It came to its end. */
    ENDED,
    /** Something failed, and is tried again. */
    FAILING,
    /** It lives and does not tag yet. */
    WAITING,
    /** It is well. */
    RUNNING
  }

  public JobStatus {
    subtasks = List.copyOf(subtasks);
  }

  /**
   * The jobs that statuses tell of, by name.
   *
   * @param last what each subtask said last
   */
  public static List<JobStatus> of(Collection<StatusEvent> last, Instant now) {
    Map<String, List<StatusEvent>> byName = new TreeMap<>();
    last.forEach(
        event -> byName.computeIfAbsent(event.getJobName(), name -> new ArrayList<>()).add(event));
    return byName.entrySet().stream()
        .map(job -> new JobStatus(job.getKey(), ofLastRun(job.getValue()), now))
        .toList();
  }

  private static List<StatusEvent> ofLastRun(List<StatusEvent> events) {
    int parallelism =
        events.stream()
            .max(Comparator.comparing(StatusEvent::getUpdatedAt))
            .orElseThrow()
            .getParallelism();
    return events.stream()
        .filter(event -> event.getSubtask() < parallelism)
        .sorted(Comparator.comparingInt(StatusEvent::getSubtask))
        .toList();
  }

  /** The event that was written last. */
  public StatusEvent newest() {
    return subtasks.stream().max(Comparator.comparing(StatusEvent::getUpdatedAt)).orElseThrow();
  }

  public boolean isTagging() {
    return JobKind.TAGGING.isOf(newest());
  }

  /** Whether it trains the model of a name. */
  public boolean trains(String model) {
    return JobKind.TRAINING.isOf(newest()) && model.equals(newest().getModelName());
  }

  public Liveness liveness(StatusEvent subtask) {
    return Liveness.of(subtask, seenAt);
  }

  public boolean isAlive() {
    return subtasks.stream().anyMatch(subtask -> liveness(subtask) == Liveness.ALIVE);
  }

  public State state() {
    if (subtasks.stream().allMatch(subtask -> liveness(subtask) == Liveness.ENDED)) {
      return State.ENDED;
    }
    if (subtasks.stream().anyMatch(subtask -> liveness(subtask) == Liveness.SILENT)) {
      return State.SILENT;
    }
    if (subtasks.stream().anyMatch(JobStatus::isFailing)) {
      return State.FAILING;
    }
    boolean isWhole = subtasks.size() == newest().getParallelism();
    boolean isTaggingOnAll = subtasks.stream().allMatch(subtask -> subtask.getActive() != null);
    return isTagging() && !(isWhole && isTaggingOnAll) ? State.WAITING : State.RUNNING;
  }

  /** What is not tried again, such as a prompt that was cut, leaves a job well. */
  private static boolean isFailing(StatusEvent subtask) {
    return subtask.getFailures().stream()
        .map(FailureStatus::getRetryAfterMillis)
        .anyMatch(retry -> retry != null);
  }
}
