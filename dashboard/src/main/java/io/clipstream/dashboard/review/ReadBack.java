package io.clipstream.dashboard.review;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits until what was written has been read into the index. For any thread. */
final class ReadBack {
  private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();

  /** Says before the writing that an id will be waited for. */
  void expect(String id) {
    awaited.computeIfAbsent(id, any -> new CountDownLatch(1));
  }

  /** It is in the index. */
  void read(String id) {
    CountDownLatch latch = awaited.remove(id);
    if (latch != null) {
      latch.countDown();
    }
  }

  /** Whether it is in the index, after some patience. */
  boolean await(String id, Duration patience) throws InterruptedException {
    CountDownLatch latch = awaited.get(id);
    return latch == null || latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Nobody waits any more. */
  void forget(String id) {
    awaited.remove(id);
  }
}
