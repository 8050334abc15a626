package io.clipstream.control;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells a log from another of the same name, as there is when a topic was deleted and made again:
 * by its first record, since nobody deletes records of a control log.
 */
final class LogOrigins {
  private final DefinitionStore store;
  private final Map<String, Long> fingerprints = new HashMap<>();

  LogOrigins(DefinitionStore store) {
    this.store = store;
  }

  void restore(String log, long fingerprint) {
    fingerprints.put(log, fingerprint);
  }

  /** Takes over what another has seen. */
  void adopt(LogOrigins other) {
    other.fingerprints.forEach(
        (log, fingerprint) -> {
          fingerprints.put(log, fingerprint);
          store.origin(log, fingerprint);
        });
  }

  /**
   * Remembers where a log begins.
   *
   * @return whether it began with another record before
   */
  boolean isAnew(String log, RawRecord record) {
    if (record.offset() != 0) {
      return false;
    }
    long fingerprint = fingerprint(record);
    Long known = fingerprints.put(log, fingerprint);
    if (known != null && known == fingerprint) {
      return false;
    }
    store.origin(log, fingerprint);
    return known != null;
  }

  private static long fingerprint(RawRecord record) {
    long content = 31L * Arrays.hashCode(record.key()) + Arrays.hashCode(record.value());
    return 1_000_003 * content + record.timestamp();
  }
}
