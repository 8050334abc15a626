package io.clipstream;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.testing.NativeMemory;
import io.clipstream.model.testing.TestCheckpoints;
import io.clipstream.model.training.data.PairFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who loads and closes models all day keeps the memory of one. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class LibraryMemoryTest {
  @TempDir private Path dir;

  private static int trainings;

  /** Arguments: use or train, passes and a checkpoint; runs in a JVM of its own. */
  public static void main(String[] arguments) throws Exception {
    Path checkpoint = Path.of(arguments[2]);
    List<byte[]> pictures = List.of(Box.picture("bus-noto"), new byte[] {1, 2, 3});
    Runnable pass =
        arguments[0].equals("use") ? () -> use(checkpoint, pictures) : () -> train(checkpoint);
    try (NDManager root = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NativeMemory.report(root, Integer.parseInt(arguments[1]), pass);
    }
  }

  private static void train(Path checkpoint) {
    Training training =
        Training.from(checkpoint).on(List.of(pairs(checkpoint))).device("cpu").batch(8).steps(2);
    try {
      Path output = checkpoint.resolveSibling("trained-" + trainings++);
      assertThat(training.train(output).finished()).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path pairs(Path checkpoint) {
    return checkpoint.resolveSibling("pairs");
  }

  private static void use(Path checkpoint, List<byte[]> pictures) {
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
    requireFlat("use", "200", small());
  }

  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  @Test
  void aThousandTimesToo() throws Exception {
    requireFlat("use", "1000", Box.CHECKPOINT);
  }

  @Test
  void trainingLeavesNativeMemoryFlat() throws Exception {
    Path checkpoint = small();
    PairFiles.folder(pairs(checkpoint), 10);
    requireFlat("train", "40", checkpoint);
  }

  private Path small() throws IOException {
    return TestCheckpoints.withVocabulary(Files.createDirectory(dir.resolve("small")));
  }

  private static void requireFlat(String kind, String passes, Path checkpoint) throws Exception {
    NativeMemory.Growth growth =
        NativeMemory.growthOf(LibraryMemoryTest.class, kind, passes, checkpoint.toString());
    assertThat(growth.bytes())
        .as("growth of resident memory")
        .isLessThan(NativeMemory.ALLOWED_BYTES);
  }
}
