package io.clipstream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A directory that is an edited copy of a golden one. */
abstract class EditedCheckpoint {
  static final String CONFIG = "config.json";
  static final String OPEN_CLIP = "open_clip_config.json";

  @TempDir Path dir;

  void copy(Path golden, String... names) throws IOException {
    for (String name : names) {
      Files.copy(golden.resolve(name), dir.resolve(name));
    }
  }

  void edit(Path golden, String name, String from, String to) throws IOException {
    String text = Files.readString(golden.resolve(name));
    assertThat(text).contains(from);
    Files.writeString(dir.resolve(name), text.replace(from, to));
  }

  void assertRefused(String... parts) {
    assertThatThrownBy(() -> CheckpointDirectory.open(dir).load(Device.cpu(), DataType.FLOAT32))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll(parts)
        .message()
        .hasLineCount(1);
  }
}
