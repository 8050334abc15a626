package io.clipstream.dashboard.review;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who looks at what just now, so that no two reviewers get the same picture. A lease ends by itself;
 * they are in memory, since whoever looks asks again after a restart.
 */
final class Leases {
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
    if (isOthers(item, session)) {
      return false;
    }
    leases.put(item, new Lease(session, clock.getAsLong() + millis));
    return true;
  }

  /** Whether another session has it. */
  synchronized boolean isOthers(String item, String session) {
    Lease lease = leases.get(item);
    return lease != null
        && lease.endMillis() > clock.getAsLong()
        && !lease.session().equals(session);
  }

  /** Gives back all of a session but some. */
  synchronized void keepOnly(String session, java.util.Collection<String> items) {
    leases
        .entrySet()
        .removeIf(
            entry ->
                entry.getValue().endMillis() <= clock.getAsLong()
                    || entry.getValue().session().equals(session)
                        && !items.contains(entry.getKey()));
  }

  synchronized int size() {
    return leases.size();
  }
}
