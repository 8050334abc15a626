package io.clipstream.distribution;

import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusEvent;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

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

  /** Whether all subtasks of so many are with that checkpoint and revision and nothing pends. */
  boolean areAll(int parallelism, String checkpoint, long revision) {
    Collection<StatusEvent> all = now().values();
    return all.size() >= parallelism
        && all.stream()
            .limit(parallelism)
            .allMatch(status -> is(status, checkpoint, revision) && status.getPending() == null);
  }

  /** Whether all subtasks of so many are preparing that checkpoint. */
  boolean areAllPreparing(int parallelism, String checkpoint) {
    Collection<StatusEvent> all = now().values();
    return all.size() >= parallelism
        && all.stream()
            .limit(parallelism)
            .allMatch(
                status ->
                    status.getPending() != null
                        && status.getPending().getCheckpointId().equals(checkpoint));
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
