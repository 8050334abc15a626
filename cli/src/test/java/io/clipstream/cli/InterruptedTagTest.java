package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, and what else ends a command in its midst, is no crash. */
class InterruptedTagTest {
  private static final Path PICTURE = Path.of("..", "samples", "pictures", "airplane-noto.png");
  private static final int PICTURES = 1_500;
  private static final int TERMINATED = 128 + 15;

  @TempDir private Path folder;

  @RepeatedTest(2)
  void aCommandThatIsTerminatedWhileItComputesEndsAsOthersDo() throws Exception {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < PICTURES; i++) {
      Files.copy(PICTURE, pictures.resolve(i + ".png"));
    }
    Path home = Files.createDirectory(folder.resolve("home"));
    String box = Path.of("..", "models", "box").toAbsolutePath().toString();
    CommandProcess tag =
        CommandProcess.startIn(
            home, List.of("tag", pictures.toString(), "--labels", "cat,airplane", "--model", box));
    tag.awaitLine("airplane");
    tag.terminate();
    assertThat(tag.exit()).as(tag.output()).isEqualTo(TERMINATED);
    assertThat(home).isEmptyDirectory(); // no report of a crash
  }
}
