package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.model.testing.NativeMemory;
import io.clipstream.model.testing.NativeMemory.Growth;
import io.clipstream.model.text.PromptTemplates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training job runs rounds for months: a round must leave nothing behind. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class RoundMemoryTest {
  @TempDir private Path dir;
  private static int number;

  /** Rounds of two steps each, one after the other, in a JVM of its own. */
  public static void main(String[] arguments) throws Exception {
    Path dir = Path.of(arguments[1]);
    PairStore store = new PairStore(dir.resolve("store"));
    ColourWorld.write(
        dir.resolve("store"),
        Split.TRAIN,
        "part-a-0.avro",
        ColourWorld.pairs(ColourWorld.OLD, 8, 1));
    ColourWorld.write(
        dir.resolve("store"),
        Split.HELD_OUT,
        "part-a-0.avro",
        ColourWorld.pairs(ColourWorld.OLD, 3, 2));
    Path parent = ColourWorld.untrained(dir.resolve("parent"));
    try (NDManager root = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NativeMemory.report(
          root, Integer.parseInt(arguments[0]), () -> round(store, dir, parent.toString()));
    }
  }

  private static void round(PairStore store, Path dir, String parent) {
    RoundManifest manifest =
        new RoundManifest(
            "r" + number++,
            "parent",
            parent,
            "",
            1,
            "test",
            store.files(Split.TRAIN),
            List.of(),
            store.files(Split.HELD_OUT),
            List.of());
    Round round =
        new Round(
            store,
            dir.resolve("out"),
            RoundSettings.of(
                new RoundOptimisation(1, 16, 16, 1e-3, 0.1, 0.1, 1), new Replay(0, 10, List.of())),
            new GateSettings(List.of(0.5, 1.0), 2, 100, 1, 1, 1, 1),
            new RoundInputs(
                List.of(), new PromptTemplates("p", List.of("{}")), Optional.empty(), List.of()),
            Device.cpu());
    try {
      assertThat(round.run(manifest, line -> {})).isPresent();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void roundsLeaveNativeMemoryFlat() throws Exception {
    requireFlat("40");
  }

  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void manyRoundsLeaveNativeMemoryFlat() throws Exception {
    requireFlat("400");
  }

  private void requireFlat(String rounds) throws Exception {
    Files.createDirectories(dir);
    Growth growth = NativeMemory.growthOf(RoundMemoryTest.class, rounds, dir.toString());
    assertThat(growth.bytes())
        .as("growth of resident memory")
        .isLessThan(NativeMemory.ALLOWED_BYTES);
  }
}
