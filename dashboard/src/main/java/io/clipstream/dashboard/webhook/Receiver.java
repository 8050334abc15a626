package io.clipstream.dashboard.webhook;

import java.time.Duration;
import java.util.Optional;

/** Whoever is told of events. For any thread. */
interface Receiver extends AutoCloseable {
  /** Delivers an event; nothing if it was taken. */
  Optional<Failure> deliver(WebhookEvent event);

  @Override
  void close();

  /**
   * An event that was not taken.
   *
   * @param why for people; no secret, nothing of the receiver's own words
   * @param pause that the receiver asks for
   */
  record Failure(String why, Duration pause) {
    Failure(String why) {
      this(why, Duration.ZERO);
    }
  }
}
