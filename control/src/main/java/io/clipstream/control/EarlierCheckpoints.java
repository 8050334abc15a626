package io.clipstream.control;

import io.clipstream.schemas.CheckpointEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Checkpoints that were wanted, the last few of them, each place once. For one thread. */
final class EarlierCheckpoints {
  /** A start that cannot serve with any of so many has another trouble than a bad announcement. */
  private static final int MAX = 5;

  private final Deque<CheckpointEvent> newestFirst = new ArrayDeque<>();

  void add(CheckpointEvent event) {
    newestFirst.removeIf(other -> isSame(other, event));
    newestFirst.addFirst(event);
    if (newestFirst.size() > MAX) {
      newestFirst.removeLast();
    }
  }

  void clear() {
    newestFirst.clear();
  }

  EarlierCheckpoints copy() {
    EarlierCheckpoints copy = new EarlierCheckpoints();
    copy.newestFirst.addAll(newestFirst);
    return copy;
  }

  /** All but one, newest first. */
  List<CheckpointEvent> without(CheckpointEvent event) {
    return newestFirst.stream().filter(other -> !isSame(other, event)).toList();
  }

  /** Whether one is the other announced again, as in a roll back. */
  private static boolean isSame(CheckpointEvent one, CheckpointEvent other) {
    return one.getCheckpointId().equals(other.getCheckpointId())
        && one.getUri().equals(other.getUri())
        && one.getSha256().equalsIgnoreCase(other.getSha256());
  }
}
