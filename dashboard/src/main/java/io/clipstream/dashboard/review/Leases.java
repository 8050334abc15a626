package io.clipstream.dashboard.review;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who looks at what just now, so that no two reviewers get the same picture. A lease ends by
 * itself; they are in memory, since whoever looks asks again after a restart. For any thread.
 */
final class Leases {
  /** Stands for a session where a review was written that the index has not read yet. */
  private static final String DECIDED = "decided/";

  private record Lease(String session, long endMillis) {}

  private final long millis;
  private final LongSupplier clock;
  private final Map<String, Lease> leases = new HashMap<>();

  /**
   * @param clock milliseconds
   */
  Leases(Duration length, LongSupplier clock) {
    this.millis = length.toMillis();
    this.clock = clock;
  }

  /** Takes or renews a lease; false if another session has it. */
  synchronized boolean take(String item, String session) {
    Lease lease = leases.get(item);
    if (lease != null
        && lease.endMillis() > clock.getAsLong()
        && !lease.session().equals(session)) {
      return false;
    }
    put(item, session);
    return true;
  }

  /** Gives back all of a session but some, and what has ended. */
  synchronized void keepOnly(String session, Collection<String> items) {
    long now = clock.getAsLong();
    leases
        .entrySet()
        .removeIf(
            entry ->
                entry.getValue().endMillis() <= now
                    || entry.getValue().session().equals(session)
                        && !items.contains(entry.getKey()));
  }

  /**
   * A session decides: nobody gets the item any more until {@link #wasRead}. False if another
   * session has it.
   */
  synchronized boolean decide(String item, String session, String reviewId) {
    String decided = DECIDED + reviewId;
    if (!take(item, session) && !take(item, decided)) {
      return false;
    }
    put(item, decided);
    return true;
  }

  /** The review was not written after all. */
  synchronized void giveBack(String item, String session, String reviewId) {
    Lease lease = leases.get(item);
    if (lease != null && lease.session().equals(DECIDED + reviewId)) {
      put(item, session);
    }
  }

  /** The index has the review: from now on that says who may look. */
  synchronized void wasRead(String reviewId) {
    leases.values().removeIf(lease -> lease.session().equals(DECIDED + reviewId));
  }

  private void put(String item, String session) {
    leases.put(item, new Lease(session, clock.getAsLong() + millis));
  }

  synchronized int size() {
    return leases.size();
  }
}
