package io.clipstream;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.testing.NativeMemory;
import io.clipstream.model.testing.TestCheckpoints;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who loads and closes models all day keeps the memory of one. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class LibraryMemoryTest {
  @TempDir private Path dir;

  /** Loads, tags and closes, in a JVM of its own. */
  public static void main(String[] arguments) throws Exception {
    Path checkpoint = Path.of(arguments[1]);
    List<byte[]> pictures = List.of(Box.picture("bus-noto"), new byte[] {1, 2, 3});
    try (NDManager root = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NativeMemory.report(root, Integer.parseInt(arguments[0]), () -> pass(checkpoint, pictures));
    }
  }

  private static void pass(Path checkpoint, List<byte[]> pictures) {
    try (ClipModel model = ClipModel.load(checkpoint).device("cpu").model();
        ZeroShotClassifier classifier = model.with("cat", "bus")) {
      classifier.tag(pictures);
      model.encodeText("a bus");
      try {
        model.with("cat", "cat");
        throw new IllegalStateException("a label that stands twice was taken");
      } catch (ClipstreamException expected) {
        // what is refused must leave nothing either
      }
    }
  }

  @Test
  void loadingTaggingAndClosingLeavesNativeMemoryFlat() throws Exception {
    requireFlat("200", TestCheckpoints.withVocabulary(dir));
  }

  @Tag("soak")
  @Test
  void aThousandTimesToo() throws Exception {
    requireFlat("1000", Box.CHECKPOINT);
  }

  private static void requireFlat(String passes, Path checkpoint) throws Exception {
    NativeMemory.Growth growth =
        NativeMemory.growthOf(LibraryMemoryTest.class, passes, checkpoint.toString());
    assertThat(growth.bytes())
        .as("growth of resident memory")
        .isLessThan(NativeMemory.ALLOWED_BYTES);
  }
}
