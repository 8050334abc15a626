package io.clipstream.dashboard.ingest;

/** Counts records that could not be read. For any thread. */
public final class Unreadable {
  /**
   * What there is to say.
   *
   * @param last which record was the last and why, empty if there was none
   */
  public record Count(long count, String last) {}

  private Count count = new Count(0, "");

  synchronized void add(String what) {
    count = new Count(count.count() + 1, what);
  }

  public synchronized Count count() {
    return count;
  }
}
