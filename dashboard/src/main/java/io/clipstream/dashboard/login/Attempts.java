package io.clipstream.dashboard.login;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How often something was tried, for each of those who tried: beyond that they wait. */
final class Attempts {
  private static final int KEYS = 10_000;

  private record Count(long since, int tried) {}

  private final int most;
  private final Duration window;
  private final LongSupplier clock;
  private final Map<String, Count> counts = new BoundedMap<>(KEYS);

  /**
   * @param most attempts in a window
   * @param clock milliseconds
   */
  Attempts(int most, Duration window, LongSupplier clock) {
    this.most = most;
    this.window = window;
    this.clock = clock;
  }

  /**
   * Counts an attempt, before it is made: many at once are no way round.
   *
   * @return how long to wait, if there were too many
   */
  synchronized Optional<Duration> take(String key) {
    long now = clock.getAsLong();
    Count count = counts.get(key);
    if (count == null || now - count.since >= window.toMillis()) {
      counts.remove(key);
      counts.put(key, new Count(now, 1));
      return Optional.empty();
    }
    if (count.tried >= most) {
      return Optional.of(Duration.ofMillis(count.since + window.toMillis() - now));
    }
    counts.put(key, new Count(count.since, count.tried + 1));
    return Optional.empty();
  }

  /** Takes an attempt back: it was right. */
  synchronized void giveBack(String key) {
    counts.computeIfPresent(key, (same, count) -> new Count(count.since, count.tried - 1));
  }

  /** What attempts from an address are counted by: who has one of IPv6 has a whole network. */
  static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return bytes.length < 16 ? address : HexFormat.of().formatHex(bytes, 0, 8);
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
