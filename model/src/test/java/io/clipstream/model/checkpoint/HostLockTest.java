package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Within one process; the cache of checkpoints is tried with several. */
class HostLockTest {
  @TempDir private Path dir;

  @Test
  void oneHoldsTheLockAndWhoFailsToTakeItDoesNotReleaseIt() throws Exception {
    Path file = dir.resolve("a.lock");
    HostLock held = HostLock.tryTake(file).orElseThrow();
    assertThat(HostLock.tryTake(file)).isEmpty();
    assertThat(HostLock.tryTake(dir.resolve("x/../a.lock"))).isEmpty();
    HostLock other = HostLock.tryTake(dir.resolve("b.lock")).orElseThrow();
    held.close();
    HostLock.tryTake(file).orElseThrow().close();
    other.close();
  }
}
