package io.clipstream.schemas.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Ids that the registry does not know, each with what to say about it, for a limited time; the
 * oldest make room. Not safe for many threads by itself.
 */
final class MissingIds {
  static final int CAPACITY = 10_000;

  private record Entry(String message, long since) {}

  private final Map<Integer, Entry> entries = new LinkedHashMap<>();
  private final long keepNanos;
  private final LongSupplier nanoClock;

  MissingIds(Duration keep, LongSupplier nanoClock) {
    this.keepNanos = keep.toNanos();
    this.nanoClock = nanoClock;
  }

  Optional<String> find(int id) {
    Entry entry = entries.get(id);
    if (entry == null || nanoClock.getAsLong() - entry.since() >= keepNanos) {
      entries.remove(id);
      return Optional.empty();
    }
    return Optional.of(entry.message());
  }

  void add(int id, String message) {
    entries.put(id, new Entry(message, nanoClock.getAsLong()));
    if (entries.size() > CAPACITY) {
      entries.remove(entries.keySet().iterator().next());
    }
  }
}
