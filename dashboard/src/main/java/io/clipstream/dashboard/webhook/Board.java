package io.clipstream.dashboard.webhook;

import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where it is written down how a receiver is, for any thread. The log hears of changes alone. */
final class Board {
  private static final Logger LOG = LoggerFactory.getLogger(Board.class);

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
      LOG.warn(
          "webhook {} at {}: {} was not taken: the receiver {}; it is told again until it takes it",
          key,
          host,
          first.id(),
          first.why());
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
      LOG.info("webhook {} at {}: all is delivered again", key, host);
      problem = "";
      failing = List.of();
      attempts = 0;
    }
  }
}
