package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

  @Test
  @EnabledOnOs(OS.LINUX)
  void aTouchIsSeenByOthersAndReleasesNothing() throws Exception {
    Path file = dir.resolve("a.lock");
    try (HostLock held = HostLock.tryTake(file).orElseThrow()) {
      FileTime before = Files.getLastModifiedTime(file);
      Eventually.await("another time")
          .until(
              () -> {
                held.touch();
                return !Files.getLastModifiedTime(file).equals(before);
              });
      assertThat(heldByAnother(file)).isTrue();
    }
    assertThat(heldByAnother(file)).isFalse();
  }

  /** As another process sees it, by the kernel's list of locks. */
  private static boolean heldByAnother(Path file) throws Exception {
    Object inode = Files.getAttribute(file, "unix:ino");
    return Files.readString(Path.of("/proc/locks")).contains(":" + inode + " ");
  }
}
