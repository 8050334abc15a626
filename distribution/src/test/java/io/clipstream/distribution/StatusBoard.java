package io.clipstream.distribution;

import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusEvent;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What each subtask of a job last said of itself on the status topic. */
final class StatusBoard implements AutoCloseable {
  private final TopicTail<StatusEvent> tail;
  private final Map<Integer, StatusEvent> last = new TreeMap<>();

  StatusBoard(TopicTail<StatusEvent> tail) {
    this.tail = tail;
  }

  /** By subtask, as it stands. */
  Map<Integer, StatusEvent> now() {
    tail.more().forEach(status -> last.put(status.getSubtask(), status));
    return last;
  }

  /** Leaves out what was said so far: it was another run of the job. */
  void forget() {
    tail.more();
    last.clear();
  }

  /** The process of a subtask, which must have spoken. */
  long pid(int subtask) {
    String host = now().get(subtask).getHost();
    return Long.parseLong(host.substring(0, host.indexOf('@')));
  }

  /** The processes of the subtasks. */
  Set<Long> pids(int parallelism) {
    return IntStream.range(0, parallelism).mapToObj(this::pid).collect(Collectors.toSet());
  }

  /** What the subtask has trouble with, in words. */
  String failure(int subtask) {
    StatusEvent status = now().get(subtask);
    return status == null ? "" : status.getFailures().toString();
  }

  /** Whether all subtasks of so many serve with that checkpoint and revision. */
  boolean areAll(int parallelism, String checkpoint, long revision) {
    return all(parallelism, status -> is(status, checkpoint, revision));
  }

  /** Whether all subtasks of so many are preparing that checkpoint. */
  boolean areAllPreparing(int parallelism, String checkpoint) {
    return all(
        parallelism,
        status ->
            status.getPending() != null
                && status.getPending().getCheckpointId().equals(checkpoint));
  }

  private boolean all(int parallelism, Predicate<StatusEvent> condition) {
    Map<Integer, StatusEvent> all = now();
    return IntStream.range(0, parallelism)
        .allMatch(subtask -> all.containsKey(subtask) && condition.test(all.get(subtask)));
  }

  /** Whether a subtask serves with that checkpoint and revision. */
  boolean is(int subtask, String checkpoint, long revision) {
    StatusEvent status = now().get(subtask);
    return status != null && is(status, checkpoint, revision);
  }

  private static boolean is(StatusEvent status, String checkpoint, long revision) {
    return status.getActive() != null
        && status.getActive().getCheckpointId().equals(checkpoint)
        && status.getActive().getLabelSets().stream()
            .map(LabelSetRef::getRevision)
            .anyMatch(found -> found == revision);
  }

  @Override
  public void close() {
    tail.close();
  }
}
