package io.clipstream.operators.generation;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The embeddings of labels and texts that one model has made: so that editing one label of 20,000
 * encodes one label. Holds what banks use and what label sets that are still to be encoded claim:
 * so an attempt that failed or was broken off is not lost. Thread-safe.
 */
public final class Embeddings {
  private final Map<TextKey, float[]> rows = new ConcurrentHashMap<>();
  private final Map<TextKey, Integer> needs = new HashMap<>();
  private final AtomicLong rowsInBanks = new AtomicLong();
  private final AtomicLong encoded = new AtomicLong();

  /** Labels and texts that were encoded here, those that were restored not counted. */
  public long encoded() {
    return encoded.get();
  }

  float[] find(TextKey key) {
    return rows.get(key);
  }

  /** How many of the keys have no embedding yet. */
  int missing(Collection<TextKey> keys) {
    return (int) keys.stream().filter(key -> !rows.containsKey(key)).count();
  }

  synchronized void addEncoded(TextKey key, float[] row) {
    encoded.incrementAndGet();
    restore(key, row);
  }

  /** Takes in what was made earlier, if anybody needs it. */
  synchronized void restore(TextKey key, float[] row) {
    if (needs.containsKey(key)) {
      rows.putIfAbsent(key, row);
    }
  }

  /** From now on a label set that is to be encoded needs the keys, until {@link #unclaim}. */
  synchronized void claim(Collection<TextKey> keys) {
    keys.forEach(key -> needs.merge(key, 1, Integer::sum));
  }

  /** Ends one claim; what nobody needs any more is forgotten. */
  synchronized void unclaim(Collection<TextKey> keys) {
    for (TextKey key : keys) {
      if (needs.merge(key, -1, Integer::sum) == 0) {
        needs.remove(key);
        rows.remove(key);
      }
    }
  }

  /** From now on a bank needs the keys, until {@link #release}. */
  void use(Collection<TextKey> keys) {
    claim(keys);
    rowsInBanks.addAndGet(keys.size());
  }

  void release(Collection<TextKey> keys) {
    rowsInBanks.addAndGet(-keys.size());
    unclaim(keys);
  }

  /** Rows of all banks that are in use. */
  long rowsInBanks() {
    return rowsInBanks.get();
  }

  /** Everything that is held, for state. */
  Map<TextKey, float[]> all() {
    return Map.copyOf(rows);
  }
}
