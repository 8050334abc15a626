package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.schemas.CheckpointEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        .isInstanceOf(ModelException.class)
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
}
