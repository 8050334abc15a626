package io.clipstream.dashboard.webhook;

import java.util.List;

/**
 * How a receiver is.
 *
 * @param key stands for its address
 * @param host and port
 * @param hasBegun whether it is known from where on it is told
 * @param delivered events since the dashboard began
 * @param deliveredAt when the last of them was, milliseconds since 1970; null if there is none
 * @param waiting records that it was not told of yet at most: not all of them may be told
 * @param failing what is tried again
 * @param problem why nothing can be read or delivered now, empty if all is well
 * @param failedAt when that happened last, milliseconds since 1970; null if it did not
 * @param attempts failures in a row
 */
public record WebhookState(
    String key,
    String host,
    boolean hasBegun,
    long delivered,
    Long deliveredAt,
    long waiting,
    List<Failing> failing,
    String problem,
    Long failedAt,
    int attempts) {
  /** An event that was not taken. */
  public record Failing(String id, String type, String why) {}

  public WebhookState {
    failing = List.copyOf(failing);
  }
}
