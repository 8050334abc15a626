package io.clipstream.dashboard.live;

import io.clipstream.dashboard.store.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** Someone who looks on, with a filter. The newest results wait; older ones make room. */
public final class LiveClient {
  /** Results that wait. */
  static final int CAPACITY = 24;

  private final Predicate<Result> filter;
  private final Deque<Result> waiting = new ArrayDeque<>();
  private long counted;
  private long sent;

  LiveClient(Predicate<Result> filter) {
    this.filter = filter;
  }

  /**
   * Some results and how many there were.
   *
   * @param counted that passed the filter since the beginning, exactly
   * @param sent of those, with these
   */
  public record Portion(List<Result> results, long counted, long sent) {}

  /** Never waits. */
  synchronized void offer(Result result) {
    if (filter.test(result)) {
      counted++;
      if (waiting.size() == CAPACITY) {
        waiting.removeFirst();
      }
      waiting.addLast(result);
    }
  }

  /** The oldest of those that wait, at most {@code limit}. */
  public synchronized Portion take(int limit) {
    List<Result> taken = new ArrayList<>();
    while (taken.size() < limit && !waiting.isEmpty()) {
      taken.add(waiting.removeFirst());
    }
    sent += taken.size();
    return new Portion(taken, counted, sent);
  }
}
