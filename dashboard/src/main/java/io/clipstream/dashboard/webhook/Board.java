package io.clipstream.dashboard.webhook;

import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.List;
import java.util.function.LongSupplier;

/** Where it is written down how a receiver is, for any thread. The log hears of changes alone. */
final class Board {
  private static final Log LOG = Log.of(Board.class);

  private final String key;
  private final String host;
  private final LongSupplier clock;
  private boolean hasBegun;
  private long delivered;
  private Long deliveredAt;
  private long waiting;
  private List<WebhookState.Failing> failing = List.of();
  private String problem = "";
  private Long failedAt;
  private int attempts;

  /**
   * @param clock milliseconds since 1970
   */
  Board(String key, String host, LongSupplier clock) {
    this.key = key;
    this.host = host;
    this.clock = clock;
  }

  synchronized WebhookState state() {
    return new WebhookState(
        key, host, hasBegun, delivered, deliveredAt, waiting, failing, problem, failedAt, attempts);
  }

  /** From now on all that comes is told. */
  synchronized void hasBegun() {
    hasBegun = true;
  }

  synchronized void delivered() {
    delivered++;
    deliveredAt = clock.getAsLong();
    waiting = Math.max(0, waiting - 1);
  }

  synchronized void waiting(long records) {
    waiting = records;
  }

  /** Some were not taken; they are tried again. */
  synchronized void failed(List<WebhookState.Failing> events, int failures) {
    WebhookState.Failing first = events.get(0);
    if (problem.isEmpty()) {
      LOG.with(LogKey.WEBHOOK, key)
          .with(LogKey.HOST, host)
          .with(LogKey.ERROR, "the receiver " + first.why())
          .warn("a webhook's receiver takes something not; it is told again until it does");
    }
    failing = events;
    attempts = failures;
    problem("the receiver " + first.why());
  }

  /** Nothing can be read or noted; that is tried again. */
  synchronized void cannotRead(String why) {
    problem(why);
  }

  private void problem(String why) {
    problem = why;
    failedAt = clock.getAsLong();
  }

  /** Whatever was to be told is told. */
  synchronized void isWell() {
    if (!problem.isEmpty()) {
      LOG.with(LogKey.WEBHOOK, key)
          .with(LogKey.HOST, host)
          .info("all is delivered to a webhook again");
      problem = "";
      failing = List.of();
      attempts = 0;
    }
  }
}
