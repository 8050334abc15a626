package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackgroundTest {
  @Test
  void aDeviceHasAFewThreadsHoweverMuchThereIsToEncode() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(1_000);
    Executor queue = Background.encoders("made-up");
    for (int i = 0; i < 1_000; i++) {
      queue.execute(
          () -> {
            threads.add(Thread.currentThread());
            all.countDown();
          });
    }
    assertThat(all.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(threads).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void devicesHaveQueuesOfTheirOwn() {
    assertThat(Background.encoders("one")).isSameAs(Background.encoders("one"));
    assertThat(Background.encoders("one")).isNotSameAs(Background.encoders("two"));
  }
}
