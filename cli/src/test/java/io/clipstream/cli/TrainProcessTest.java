package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.checkpoint.CheckpointDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Training as a process that is ended and that meets a full disk. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has neither SIGTERM nor ulimit")
class TrainProcessTest {
  private static final int TERMINATED = 128 + 15;

  @TempDir private Path dir;
  private Path data;
  private Path architecture;

  @BeforeEach
  void write() throws IOException {
    data = TrainingData.folder(dir.resolve("data"));
    architecture = TrainingData.architecture(dir);
  }

  private List<String> train(String output, int steps, String... more) {
    return train(List.of("--architecture", architecture.toString()), output, steps, more);
  }

  private List<String> train(List<String> beginning, String output, int steps, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", "--data", data.toString()));
    arguments.addAll(beginning);
    arguments.addAll(List.of("--output", dir.resolve(output).toString(), "--steps", steps + ""));
    arguments.addAll(List.of("--batch", "8", "--chunk", "5", "--threads", "1", "--device", "cpu"));
    arguments.addAll(List.of("--average", "0.9", "--augmentation", "small-set"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  @Test
  void aRunThatIsTerminatedGoesOnBitForBit() throws Exception {
    goesOnBitForBit(List.of("--architecture", architecture.toString()));
  }

  /** Position embeddings are interpolated when it begins, and not again when it goes on. */
  @Test
  void aRunAtAnotherResolutionGoesOnBitForBit() throws Exception {
    CommandRun first = CommandRun.of(train("first", 2).toArray());
    assertThat(first.exit()).as(first.err()).isZero();
    goesOnBitForBit(List.of("--from", dir.resolve("first").toString(), "--image-size", "48"));

    CheckpointDirectory end = CheckpointDirectory.open(dir.resolve("stopped"));
    assertThat(end.config().image().imageSize()).isEqualTo(48);
    assertThat(dir.resolve("stopped/config.json"))
        .hasSameBinaryContentAs(dir.resolve("straight/config.json"));
  }

  private void goesOnBitForBit(List<String> beginning) throws Exception {
    int steps = 120;
    CommandProcess straight = CommandProcess.start(train(beginning, "straight", steps));
    assertThat(straight.exit()).as(straight.output()).isZero();

    CommandProcess stopped = CommandProcess.start(train(beginning, "stopped", steps));
    stopped.awaitLine("training 20/" + steps);
    stopped.terminate();
    assertThat(stopped.exit()).as(stopped.output()).isEqualTo(TERMINATED);
    assertThat(stopped.output()).contains("--resume goes on from there");
    assertThat(dir.resolve("stopped")).doesNotExist();

    CommandProcess resumed = CommandProcess.start(train(beginning, "stopped", steps, "--resume"));
    assertThat(resumed.exit()).as(resumed.output()).isZero();
    assertThat(resumed.output()).doesNotContain("training 20/").contains("training 120/120");
    for (String file : List.of("model.safetensors", "tokenizer.json")) {
      assertThat(dir.resolve("stopped").resolve(file))
          .hasSameBinaryContentAs(dir.resolve("straight").resolve(file));
    }
  }

  @Test
  void aFullDiskStopsTheRunAndLeavesTheLastSnapshotAsItWas() throws Exception {
    Path run = dir.resolve("full.run");
    Path snapshot = run.resolve("snapshot.safetensors");
    // No file may grow above 64 blocks of 1,024 bytes: the snapshot does not fit.
    List<String> limited = List.of("bash", "-c", "ulimit -f 64; exec \"$@\"", "bash");

    CommandProcess first = CommandProcess.start(limited, train("full", 4));
    assertThat(first.exit()).as(first.output()).isEqualTo(1);
    assertThat(first.output()).contains("the snapshot cannot be written");
    assertThat(snapshot).doesNotExist();
    assertThat(names(run)).noneMatch(name -> name.endsWith(".part"));
    assertThat(dir.resolve("full")).doesNotExist();

    CommandProcess whole = CommandProcess.start(train("full", 4));
    assertThat(whole.exit()).as(whole.output()).isZero();
    assertThat(dir.resolve("full").resolve("model.safetensors")).exists();
    byte[] before = Files.readAllBytes(snapshot);

    List<String> again = train("full", 4, "--resume");
    again.set(again.indexOf("--output") + 1, dir.resolve("full").toString());
    Files.move(dir.resolve("full"), dir.resolve("aside"));
    CommandProcess resumed = CommandProcess.start(limited, again);
    assertThat(resumed.exit()).as(resumed.output()).isEqualTo(1);
    assertThat(Files.readAllBytes(snapshot)).isEqualTo(before);
    assertThat(dir.resolve("full")).doesNotExist();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
