package io.clipstream.dashboard.webhook;

import io.clipstream.dashboard.webhook.Receiver.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Delivers batches of events, each until it is taken. Events of one subject go one after another;
 * what is not taken holds back those behind it and lets others pass, as long as the batch lasts.
 */
final class Deliveries implements AutoCloseable {
  private static final int AT_ONCE = 4;

  private final Receiver receiver;
  private final Backoff backoff;
  private final Board board;
  private final BlockingQueue<String> passedBy = new ArrayBlockingQueue<>(16);
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE,
          task -> {
            Thread thread = new Thread(task, "dashboard-webhook-post");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean isClosed;

  Deliveries(Receiver receiver, Backoff backoff, Board board) {
    this.receiver = receiver;
    this.backoff = backoff;
    this.board = board;
  }

  /** What a round has left, and why. */
  private record Round(
      List<WebhookEvent> left, List<WebhookState.Failing> failing, Duration pause) {}

  /** What a subject has left, and why. */
  private record Told(List<WebhookEvent> left, Optional<Failure> failure) {}

  /**
   * Delivers all of these, however long it takes.
   *
   * @param beforePause is called whenever it has to wait
   * @return false if it was closed before
   */
  boolean deliver(List<WebhookEvent> events, Runnable beforePause) throws InterruptedException {
    List<WebhookEvent> left = events;
    int failures = 0;
    while (!left.isEmpty()) {
      Round round = round(left);
      if (isClosed) {
        return false;
      }
      failures = round.left.size() < left.size() ? 0 : failures;
      left = round.left;
      if (!left.isEmpty()) {
        failures++;
        board.failed(round.failing, failures);
        beforePause.run();
        left = pause(left, longer(backoff.after(failures), round.pause));
      }
    }
    board.isWell();
    return !isClosed;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Waits, and leaves out what somebody says is to be passed by. */
  private List<WebhookEvent> pause(List<WebhookEvent> left, Duration pause)
      throws InterruptedException {
    String id = passedBy.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
    return left.stream().filter(event -> !event.id().equals(id)).toList();
  }

  private Round round(List<WebhookEvent> events) throws InterruptedException {
    Map<String, List<WebhookEvent>> subjects =
        events.stream()
            .collect(
                Collectors.groupingBy(
                    WebhookEvent::subject, LinkedHashMap::new, Collectors.toList()));
    AtomicInteger failed = new AtomicInteger();
    List<Callable<Told>> tasks = new ArrayList<>();
    subjects.values().forEach(each -> tasks.add(() -> tell(each, failed)));
    List<WebhookEvent> left = new ArrayList<>();
    List<WebhookState.Failing> failing = new ArrayList<>();
    Duration pause = Duration.ZERO;
    for (Future<Told> task : threads.invokeAll(tasks)) {
      Told told = got(task);
      left.addAll(told.left);
      if (told.failure.isPresent()) {
        WebhookEvent first = told.left.get(0);
        failing.add(new WebhookState.Failing(first.id(), first.type(), told.failure.get().why()));
        pause = longer(pause, told.failure.get().pause());
      }
    }
    return new Round(left, failing, pause);
  }

  private static Told got(Future<Told> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("delivering an event", e.getCause());
    }
  }

  /** A receiver that takes nothing is not asked for every subject. */
  private Told tell(List<WebhookEvent> events, AtomicInteger failed) {
    for (int i = 0; i < events.size(); i++) {
      if (failed.get() >= AT_ONCE || isClosed) {
        return new Told(events.subList(i, events.size()), Optional.empty());
      }
      Optional<Failure> failure = receiver.deliver(events.get(i));
      if (failure.isPresent()) {
        failed.incrementAndGet();
        return new Told(events.subList(i, events.size()), failure);
      }
      board.delivered();
    }
    return new Told(List.of(), Optional.empty());
  }

  /**
   * Passes an event by that is tried again and again.
   *
   * @return false if it is none
   */
  boolean passBy(String id) {
    return board.state().failing().stream().anyMatch(each -> each.id().equals(id))
        && passedBy.offer(id);
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    isClosed = true;
    receiver.close();
    threads.shutdownNow();
    passedBy.offer(""); // whoever waits wakes up
  }
}
