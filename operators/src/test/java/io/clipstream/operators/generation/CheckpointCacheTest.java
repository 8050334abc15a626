package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.model.checkpoint.OwnedDirectory;
import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.CountingFiles;
import io.clipstream.schemas.CheckpointEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CheckpointCacheTest {
  private static final String WEIGHTS = "model.safetensors";

  @TempDir Path dir;

  @BeforeEach
  void countFromZero() {
    CountingFiles.reset();
  }

  private Path cache() {
    return dir.resolve("cache");
  }

  private DownloadSettings settings(long bytes, Duration patience) {
    return new DownloadSettings(cache().toString(), bytes, Duration.ZERO, 0, patience);
  }

  private CheckpointEvent write(String name, long seed) {
    return Checkpoints.write(dir.resolve(name), seed, 16);
  }

  private CheckpointCopy copy(String name, String sha256, long bytes) throws IOException {
    return copy(name, sha256, settings(bytes, Duration.ofMinutes(2)));
  }

  private CheckpointCopy copy(String name, String sha256, DownloadSettings settings)
      throws IOException {
    URI uri = URI.create("counting:" + dir.resolve(name));
    return CheckpointCopy.of(uri, sha256, settings, () -> false);
  }

  private List<String> inCache(String beginning) throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(beginning) && !name.endsWith(".lock"))
          .toList();
    }
  }

  @Test
  void manyLoadersAtOnceDownloadOnce() throws Exception {
    String sha256 = write("a", 1).getSha256();
    ExecutorService threads = Executors.newFixedThreadPool(50);
    try {
      List<Future<String>> loaders = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        loaders.add(
            threads.submit(
                () -> {
                  try (CheckpointCopy copy = copy("a", sha256, 1 << 30)) {
                    return Integrity.verify(copy.directory());
                  }
                }));
      }
      for (Future<String> loader : loaders) {
        assertThat(loader.get()).isEqualTo(sha256);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(CountingFiles.opened(WEIGHTS)).isEqualTo(1);
    assertThat(inCache("view-")).isEmpty();
  }

  /** Other processes, each with class loaders, caches and locks of its own. */
  @Test
  void processesOfAHostDownloadOnce() throws Exception {
    String sha256 = write("a", 1).getSha256();
    List<LoaderProcess> loaders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      loaders.add(
          LoaderProcess.start(new LoaderProcess.Task(dir.resolve("a"), sha256, cache(), 1, 0)));
    }
    int downloads = 0;
    for (LoaderProcess loader : loaders) {
      downloads += loader.loaded().downloads();
    }
    assertThat(downloads).isEqualTo(1);
    assertThat(inCache("")).containsExactly(sha256);
  }

  /** Its lock cannot be taken from it, and when it wakes it finds the work done. */
  @Test
  void whoIsStoppedInMidDownloadKeepsNobodyWaitingAndDoesNoHarmWhenItGoesOn() throws Exception {
    String sha256 = write("a", 1).getSha256();
    long bytes = Files.size(dir.resolve("a/" + WEIGHTS));
    var task = new LoaderProcess.Task(dir.resolve("a"), sha256, cache(), 1, bytes / 16);
    try (LoaderProcess stopped = LoaderProcess.start(task)) {
      Eventually.await("a download")
          .until(() -> Files.exists(cache()) && !inCache("clipstream-checkpoint-").isEmpty());
      stopped.signal("STOP");
      assertThat(inCache("")).doesNotContain(sha256);

      DownloadSettings impatient = settings(1 << 30, Duration.ofSeconds(3));
      try (CheckpointCopy copy = copy("a", sha256, impatient)) {
        assertThat(Integrity.verify(copy.directory())).isEqualTo(sha256);
      }
      copy("a", sha256, 1 << 30).close();
      assertThat(CountingFiles.opened(WEIGHTS)).isEqualTo(1);

      stopped.signal("CONT");
      assertThat(stopped.loaded().downloads()).isEqualTo(1);
    }
    assertThat(inCache("")).containsExactly(sha256);
    try (CheckpointCopy copy = copy("a", sha256, 1 << 30)) {
      assertThat(Integrity.verify(copy.directory())).isEqualTo(sha256);
    }
    assertThat(CountingFiles.opened(WEIGHTS)).isEqualTo(1);
  }

  @Test
  void whatWasNotUsedForLongestGoesAndReadersKeepTheirs() throws Exception {
    String a = write("a", 1).getSha256();
    String b = write("b", 2).getSha256();
    try (CheckpointCopy reading = copy("a", a, 1)) {
      copy("b", b, 1).close();
      assertThat(inCache("")).contains(b).doesNotContain(a);
      assertThat(Integrity.verify(reading.directory())).isEqualTo(a);
    }
    copy("b", b, 1).close();
    assertThat(CountingFiles.opened(WEIGHTS)).isEqualTo(2);
    copy("a", a, 1).close();
    assertThat(CountingFiles.opened(WEIGHTS)).isEqualTo(3);
    assertThat(inCache("")).containsExactly(a);
  }

  @Test
  void ofADownloadThatFailsNothingIsKeptAndTheNextOneBegins() throws Exception {
    String sha256 = write("a", 1).getSha256();
    byte[] sums = Files.readAllBytes(dir.resolve("a/SHA256SUMS"));
    Files.delete(dir.resolve("a/SHA256SUMS"));
    assertThatThrownBy(() -> copy("a", sha256, 1 << 30))
        .hasMessageContaining("half a checkpoint, without SHA256SUMS, which is written last");
    assertThat(inCache("")).isEmpty();
    Files.write(dir.resolve("a/SHA256SUMS"), sums);
    copy("a", sha256, 1 << 30).close();
  }

  @Test
  void whatAStoreListsLaterIsAskedForByItsName() throws Exception {
    String sha256 = write("a", 1).getSha256();
    CountingFiles.leaveOutOfListings(Set.of(WEIGHTS, Integrity.FILE));
    try (CheckpointCopy copy = copy("a", sha256, 1 << 30)) {
      assertThat(Integrity.verify(copy.directory())).isEqualTo(sha256);
    }
    Files.delete(dir.resolve("a").resolve(WEIGHTS));
    assertThatThrownBy(() -> copy("a", "0".repeat(64), 1 << 30))
        .hasMessageContaining("half a checkpoint, without " + WEIGHTS)
        .hasMessageContaining("which its SHA256SUMS names");
  }

  @Test
  void whatIsNotWhatWasAnnouncedIsDownloadedAgain() throws Exception {
    String sha256 = write("a", 1).getSha256();
    try (CheckpointCopy copy = copy("a", sha256, 1 << 30)) {
      copy.discard();
    }
    copy("a", sha256, 1 << 30).close();
    assertThat(CountingFiles.opened(WEIGHTS)).isEqualTo(2);
  }

  @Test
  void whatAKilledProcessWasDownloadingIsDeletedByTheNext() throws Exception {
    String sha256 = write("a", 1).getSha256();
    Path cache = Files.createDirectory(dir.resolve("cache"));
    Path left = Files.createDirectory(cache.resolve("clipstream-checkpoint-1-1-x"));
    Files.write(left.resolve(WEIGHTS), new byte[10]);
    Files.createFile(cache.resolve("clipstream-checkpoint-1-1-x.lock"));
    copy("a", sha256, 1 << 30).close();
    assertThat(left).doesNotExist();
    assertThat(inCache("")).containsExactly(sha256);
  }

  @Test
  void aRateIsKeptAndALongPauseIsNotTakenForAStoreThatDoesNotAnswer() throws Exception {
    write("a", 1);
    long bytes = Files.size(dir.resolve("a/" + WEIGHTS));
    DownloadSettings slow =
        new DownloadSettings("", 0, Duration.ofMillis(1), bytes / 5, Duration.ofMinutes(2));
    URI uri = URI.create("counting:" + dir.resolve("a"));
    long began = System.nanoTime();
    try (OwnedDirectory copy =
        RemoteCopy.make(uri, dir, slow, () -> false, Duration.ofSeconds(2))) {
      assertThat(copy.path().resolve(WEIGHTS)).exists();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(4_900));
  }
}
