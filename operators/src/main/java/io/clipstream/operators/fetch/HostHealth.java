package io.clipstream.operators.fetch;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which of the last requests to each host failed through the host's own fault. An outage
 * must not turn a stream into dead letters: it ends the job, whose restarts come back to the same
 * pictures. Thread-safe.
 */
final class HostHealth {
  /** Hosts that are remembered, the most recently asked ones. */
  private static final int HOSTS = 1000;

  private final FetchSettings.Breaker limits;
  private final Map<String, Window> hosts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > HOSTS;
        }
      };

  HostHealth(FetchSettings.Breaker limits) {
    this.limits = limits;
  }

  /**
   * Takes note of a result and hands it on.
   *
   * @throws HostFailedException if the host has failed too many times
   */
  synchronized FetchResult note(String host, FetchResult result) {
    Window window = hosts.computeIfAbsent(host, h -> new Window());
    boolean failed = result instanceof FetchResult.Failed f && f.fault().isOfHost();
    window.add(failed, limits.window());
    int failures = window.failures();
    if (failed && window.size >= limits.minimum() && failures >= limits.share() * window.size) {
      throw new HostFailedException(
          "%s failed %d of the last %d requests, the last one so: %s. The job fails, since going on would reject pictures for the host's fault; fetch.host-failures.* set the limits"
              .formatted(host, failures, window.size, ((FetchResult.Failed) result).message()));
    }
    return result;
  }

  /** The last requests of a host, as a ring. */
  private static final class Window {
    private final BitSet failed = new BitSet();
    private int next;
    private int size;

    void add(boolean failure, int length) {
      failed.set(next, failure);
      next = (next + 1) % length;
      size = Math.min(size + 1, length);
    }

    int failures() {
      return failed.cardinality();
    }
  }
}
