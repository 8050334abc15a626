package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.SilentFiles;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointCopyTest {
  @TempDir Path dir;

  @Test
  void aRemoteCheckpointIsCopiedWholeAndTheCopyGoes() throws IOException {
    CheckpointEvent event = Checkpoints.write(dir.resolve("a"), 1, 16);
    URI remote = URI.create("remote:" + dir.resolve("a"));
    Path copied;
    try (CheckpointCopy copy = CheckpointCopy.of(remote, () -> false)) {
      copied = copy.directory();
      assertThat(copied).isNotEqualTo(dir.resolve("a"));
      assertThat(Integrity.verify(copied)).isEqualTo(event.getSha256());
    }
    assertThat(copied).doesNotExist();
    assertThat(dir.resolve("a/model.safetensors")).exists();
  }

  @Test
  void aLocalCheckpointIsUsedWhereItLies() throws IOException {
    Path a = Files.createDirectory(dir.resolve("a"));
    try (CheckpointCopy copy = CheckpointCopy.of(URI.create("file:" + a), () -> false)) {
      assertThat(copy.directory()).isEqualTo(a);
    }
    assertThat(a).exists();
  }

  @Test
  void aRemoteDirectoryThatIsNotThereIsNoCheckpoint() {
    URI nowhere = URI.create("remote:" + dir.resolve("nowhere"));
    assertThatThrownBy(() -> CheckpointCopy.of(nowhere, () -> false))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("nowhere: expected a checkpoint directory");
  }

  @Test
  void aCopyThatNobodyWantsAnyMoreEnds() {
    Checkpoints.write(dir.resolve("a"), 1, 16);
    URI remote = URI.create("remote:" + dir.resolve("a"));
    assertThatThrownBy(() -> CheckpointCopy.of(remote, () -> true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nobody wants");
  }

  @ParameterizedTest
  @EnumSource(SilentFiles.Call.class)
  @Timeout(120)
  void aStoreThatStopsAnsweringIsGivenUpAndNothingIsLeftOnceItAnswers(SilentFiles.Call call)
      throws Exception {
    Checkpoints.write(dir.resolve("a"), 1, 16);
    URI silent = URI.create("silent:" + dir.resolve("a"));
    long before = copies();
    SilentFiles.stopAnswering(call);
    try {
      assertThatThrownBy(() -> CheckpointCopy.of(silent, () -> false, Duration.ofMillis(20)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(dir.resolve("a") + ": the store has sent nothing for 0.02 s");
      AtomicBoolean abandoned = new AtomicBoolean();
      CompletableFuture<CheckpointCopy> waiting =
          CompletableFuture.supplyAsync(() -> copy(silent, abandoned));
      abandoned.set(true);
      assertThat(waiting)
          .failsWithin(Duration.ofMinutes(1))
          .withThrowableThat()
          .withMessageContaining("nobody wants");
    } finally {
      SilentFiles.answer();
    }
    Eventually.await("no copy more than before").until(() -> copies() <= before);
    try (CheckpointCopy copy = CheckpointCopy.of(silent, () -> false)) {
      assertThat(copy.directory()).isNotEmptyDirectory();
    }
  }

  private static CheckpointCopy copy(URI uri, AtomicBoolean abandoned) {
    try {
      return CheckpointCopy.of(uri, abandoned::get);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long copies() throws IOException {
    String ours = "clipstream-checkpoint-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith(ours)).count();
    }
  }

  private static long copying() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("clipstream-checkpoint-copy"))
        .count();
  }

  @Test
  @Timeout(120)
  void aStoreThatDoesNotAnswerTakesFewThreadsAndNoneOfOtherStores() throws Exception {
    Checkpoints.write(dir.resolve("a"), 1, 16);
    URI remote = URI.create("remote:" + dir.resolve("a"));
    URI silent = URI.create("silent:" + dir);
    Eventually.await("no thread of other tests' copies").until(() -> copying() == 0);
    SilentFiles.stopAnswering(SilentFiles.Call.LIST);
    try {
      for (int i = 0; i < 16; i++) {
        assertThatThrownBy(() -> CheckpointCopy.of(silent, () -> false, Duration.ofMillis(1)))
            .hasMessageContaining("sent nothing");
      }
      assertThatThrownBy(() -> CheckpointCopy.of(silent, () -> false, Duration.ofMillis(1)))
          .hasMessageContaining("16 earlier copies still wait");
      CheckpointCopy.of(remote, () -> false).close();
    } finally {
      SilentFiles.answer();
    }
    URI answering = URI.create("silent:" + dir.resolve("a"));
    Eventually.await("the end of the threads")
        .ignoreException(IOException.class)
        .until(() -> CheckpointCopy.of(answering, () -> false), copy -> true)
        .close();
  }
}
