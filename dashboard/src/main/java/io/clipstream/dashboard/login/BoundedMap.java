package io.clipstream.dashboard.login;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was put first, once it is full: strangers fill no memory. */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int most;

  BoundedMap(int most) {
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
