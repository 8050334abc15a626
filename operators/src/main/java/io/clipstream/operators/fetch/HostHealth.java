package io.clipstream.operators.fetch;

import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Remembers which of the last requests to each host failed through the host's own fault, and pauses
 * a host that failed too often. After the pause one request tries it: a success ends the matter, a
 * failure doubles the pause. Thread-safe.
 */
final class HostHealth {
  private static final Log LOG = Log.of(HostHealth.class);

  /** Hosts that are remembered, the most recently asked ones. */
  private static final int HOSTS = 1000;

  /** A pause grows to so many times the first. */
  private static final int LONGEST = 32;

  private final FetchSettings.Breaker limits;
  private final LongSupplier nanoClock;
  private final Map<String, Host> hosts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Host> eldest) {
          return size() > HOSTS;
        }
      };

  HostHealth(FetchSettings.Breaker limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /**
   * Asks to make a request.
   *
   * @return nothing if it may be made now; its end must be noted or forgotten then. Otherwise how
   *     long to wait before asking again
   */
  synchronized Duration admit(String name) {
    Host host = hosts.computeIfAbsent(name, n -> new Host());
    if (!host.isPaused) {
      return Duration.ZERO;
    }
    long left = host.pausedUntil - nanoClock.getAsLong();
    if (left > 0) {
      return Duration.ofNanos(left);
    }
    // Until the pause after this one, nobody but the one who asks now.
    host.pauseFrom(nanoClock.getAsLong());
    return Duration.ZERO;
  }

  /** Takes note of a result. */
  synchronized void note(String name, FetchResult result) {
    Host host = hosts.computeIfAbsent(name, n -> new Host());
    Optional<FetchResult.Failed> fault =
        result.match(
            fetched -> Optional.empty(),
            failure -> Optional.of(failure).filter(f -> f.fault().isOfHost()));
    boolean failed = fault.isPresent();
    if (host.isPaused) {
      if (!failed) {
        hosts.put(name, new Host());
        LOG.with(LogKey.HOST, name).info("pictures come from a host again");
      }
      return;
    }
    host.add(failed);
    if (failed
        && host.size >= limits.minRequests()
        && host.failures() >= limits.share() * host.size) {
      LOG.with(LogKey.HOST, name)
          .with(LogKey.COUNT, host.failures())
          .with(LogKey.LIMIT, host.size)
          .with(LogKey.REASON, fault.get().fault())
          .with(LogKey.RETRY_MILLIS, limits.pause().toMillis())
          .warn("a host failed so many of the last requests and is paused");
      host.isPaused = true;
      host.pauseFrom(nanoClock.getAsLong());
    }
  }

  /** Hosts that are paused now. */
  synchronized int paused() {
    return (int) hosts.values().stream().filter(host -> host.isPaused).count();
  }

  /** The last requests of a host, as a ring, and its pause. */
  private final class Host {
    private final BitSet failed = new BitSet();
    private int next;
    private int size;
    private boolean isPaused;
    private int factor = 1;
    private long pausedUntil;

    void add(boolean failure) {
      failed.set(next, failure);
      next = (next + 1) % limits.window();
      size = Math.min(size + 1, limits.window());
    }

    int failures() {
      return failed.cardinality();
    }

    void pauseFrom(long now) {
      pausedUntil = now + factor * limits.pause().toNanos();
      factor = Math.min(LONGEST, factor * 2);
    }
  }
}
