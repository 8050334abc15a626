package io.clipstream.dashboard.webhook;

/**
 * Something to tell.
 *
 * @param id the same whenever it is sent again, also by another index
 * @param subject what it is about: events of one subject are delivered in order
 * @param type for example {@code review.created}
 * @param body JSON in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent")
record WebhookEvent(String id, String subject, String type, byte[] body) {
  @Override
  public String toString() {
    return type + " " + id;
  }
}
