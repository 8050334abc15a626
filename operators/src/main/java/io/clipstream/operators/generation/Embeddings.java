package io.clipstream.operators.generation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The embeddings of labels and texts that one model has made: so that editing one label of 20,000
 * encodes one label. Holds what live banks use, and what was restored from state for banks to come.
 * Thread-safe.
 */
public final class Embeddings {
  private final Map<TextKey, float[]> rows = new ConcurrentHashMap<>();
  private final List<Collection<TextKey>> inUse = new ArrayList<>();
  private final AtomicLong encoded = new AtomicLong();

  /** Labels and texts that were encoded here, those that were restored not counted. */
  public long encoded() {
    return encoded.get();
  }

  float[] find(TextKey key) {
    return rows.get(key);
  }

  void addEncoded(TextKey key, float[] row) {
    rows.put(key, row);
    encoded.incrementAndGet();
  }

  void restore(TextKey key, float[] row) {
    rows.putIfAbsent(key, row);
  }

  /** From now on the keys are needed. */
  synchronized void use(Collection<TextKey> keys) {
    inUse.add(keys);
  }

  /** The keys, the same object as was given to {@link #use}, are no longer needed. */
  synchronized void release(Collection<TextKey> keys) {
    inUse.removeIf(used -> used == keys);
    Set<TextKey> needed = new HashSet<>();
    inUse.forEach(needed::addAll);
    rows.keySet().retainAll(needed);
  }

  /** Rows of all banks that are in use. */
  synchronized long rowsInBanks() {
    return inUse.stream().mapToLong(Collection::size).sum();
  }

  /** Everything that is held, for state. */
  Map<TextKey, float[]> all() {
    return Map.copyOf(rows);
  }
}
