package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.model.text.PromptTemplates;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundKillTest {
  private static final String MIDDLE = "step 40";

  @TempDir private Path dir;

  private static Round round(Path dir, String out) {
    return new Round(
        new PairStore(dir.resolve("store")),
        dir.resolve(out),
        RoundSettings.of(
            new RoundOptimisation(12, 16, 16, 1e-3, 0.1, 0.1, 1), new Replay(0, 10, List.of())),
        new GateSettings(List.of(1.0), 2, 100, 1, 1, 1, 1),
        new RoundInputs(
            List.of(), new PromptTemplates("plain", List.of("{}")), Optional.empty(), List.of()),
        Device.cpu());
  }

  /** What the test kills: a round in a JVM of its own that says how far it is. */
  public static void main(String[] arguments) throws Exception {
    RoundManifest manifest = RoundManifest.parse(Files.readString(Path.of(arguments[1])));
    round(Path.of(arguments[0]), "killed").run(manifest, RoundKillTest::sayAndStay);
  }

  /** It stays in mid-round: it would not be killed there for sure if it went on. */
  private static void sayAndStay(String line) {
    System.out.println(line);
    while (line.contains(MIDDLE)) {
      LockSupport.park();
    }
  }

  @Test
  void aProcessKilledInMidRoundLeavesNothingHalfWrittenAndTheRoundComesOutTheSame()
      throws Exception {
    ColourWorld.write(
        dir.resolve("store"),
        Split.TRAIN,
        "part-a-0.avro",
        ColourWorld.pairs(ColourWorld.OLD, 30, 1));
    Path parent = ColourWorld.untrained(dir.resolve("parent"));
    RoundPlanner planner = new RoundPlanner(new PairStore(dir.resolve("store")), "m", 1);
    UsedFiles none = new UsedFiles();
    RoundManifest manifest =
        planner.plan(planner.fresh(none), none, "parent", parent.toString(), "", "test");
    Path file = Files.writeString(dir.resolve("manifest.json"), manifest.encoded());

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RoundKillTest.class.getName(),
                dir.toString(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.contains(MIDDLE)) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> left = Files.list(dir.resolve("killed"))) {
      assertThat(left).extracting(path -> path.getFileName().toString()).containsExactly(".rounds");
    }
    String again = round(dir, "killed").run(manifest, line -> {}).orElseThrow().sha256();
    String undisturbed = round(dir, "whole").run(manifest, line -> {}).orElseThrow().sha256();
    assertThat(again).isEqualTo(undisturbed);
  }
}
