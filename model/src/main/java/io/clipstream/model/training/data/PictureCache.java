package io.clipstream.model.training.data;

import io.clipstream.model.image.Picture;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decoded pictures, up to a number of bytes. What is in stays in: every epoch reads everything
 * once, so a cache that makes room for the newest would never be hit.
 */
final class PictureCache {
  private final long capacity;
  private final AtomicLong used = new AtomicLong();
  private final Map<String, Picture> pictures = new ConcurrentHashMap<>();

  PictureCache(long capacity) {
    this.capacity = capacity;
  }

  Optional<Picture> get(String id) {
    return Optional.ofNullable(pictures.get(id));
  }

  void put(String id, Picture picture) {
    long bytes = 4L * picture.argb().length + 100;
    if (used.addAndGet(bytes) > capacity || pictures.putIfAbsent(id, picture) != null) {
      used.addAndGet(-bytes);
    }
  }
}
