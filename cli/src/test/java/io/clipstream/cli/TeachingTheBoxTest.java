package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.clipstream.cli.testing.Lesson;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.learning.RoundRunner;
import io.clipstream.learning.rounds.Round;
import io.clipstream.learning.rounds.RoundOutcome;
import io.clipstream.learning.rounds.RoundPlanner;
import io.clipstream.learning.rounds.UsedFiles;
import io.clipstream.learning.store.PairStore;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.LabelledSet.Example;
import io.clipstream.operators.generation.DownloadSettings;
import io.clipstream.operators.learning.FlinkStorages;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.LabelSet;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * What the demo's checkpoint makes of what it is taught, through a round and its gate as the demo
 * has them set.
 */
@Timeout(900)
class TeachingTheBoxTest {
  private static final Path LEARN = Path.of("..", "samples", "learn");

  @TempDir private Path folder;

  /** What came of a round: pictures named rightly before and after it. */
  private record Taught(
      Round.Finished round, long newBefore, long newAfter, long oldBefore, long oldAfter) {
    /**
     * Promoted, naming a quarter more of the unseen than it guessed, and all but four of the known
     * that it named before.
     */
    boolean isLearnt() {
      return round.report().outcome() == RoundOutcome.PROMOTED
          && newAfter >= newBefore + 2
          && oldAfter >= oldBefore - 4;
    }

    void requirePromoted() {
      assertThat(round.report().outcome())
          .as(round.report().reason())
          .isEqualTo(RoundOutcome.PROMOTED);
    }
  }

  @BeforeEach
  void home() {
    System.setProperty(BoxCheckpoint.HOME_PROPERTY, "..");
  }

  @AfterEach
  void away() {
    System.clearProperty(BoxCheckpoint.HOME_PROPERTY);
  }

  /**
   * Each processor rounds in its own way and takes another course: one of two must do. {@link
   * #overSeveralSeeds} tells how many do.
   */
  @Test
  void correctionsNameWhatWasNeverShownAndCostHardlyAnyOfTheRest() throws Exception {
    Taught taught = corrected(1);
    if (!taught.isLearnt()) {
      System.out.println("did not learn enough: " + taught);
      taught = corrected(2);
    }
    assertThat(taught.isLearnt()).as("" + taught).isTrue();
  }

  /** The figures of docs/learning.md and docs/dashboard.md. */
  @Tag("soak")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void overSeveralSeeds(long seed) throws Exception {
    print("corrections", seed, corrected(seed));
    print("many", seed, taughtMany(seed));
  }

  private static void print(String lesson, long seed, Taught taught) {
    System.out.printf(
        Locale.ROOT,
        "%s, seed %d: %s, alpha %.2f; new %d, then %d; old %d, then %d; pinned %+.2f%n",
        lesson,
        seed,
        taught.round.report().outcome(),
        taught.round.report().alpha(),
        taught.newBefore,
        taught.newAfter,
        taught.oldBefore,
        taught.oldAfter,
        taught.round.report().metrics().get("zero-shot.classes.top1.change"));
    taught.requirePromoted();
    assertThat(taught.newAfter).isGreaterThan(taught.newBefore);
  }

  /** A caption for each picture that the demo lays before reviewers. */
  private Taught corrected(long seed) throws Exception {
    List<CaptionedImage> pairs = new ArrayList<>();
    List<Example> unseen = new ArrayList<>();
    for (var each : Samples.unknown().entrySet()) {
      Path file = Samples.labels().resolveSibling(each.getKey());
      if (each.getValue().equals(Samples.TO_TEACH)) {
        pairs.add(Lesson.pair(file, List.of("a " + Lesson.named(file).label())));
      } else {
        unseen.add(Lesson.named(file));
      }
    }
    List<Example> known =
        Samples.streamed().stream()
            .map(name -> Lesson.named(Samples.labels().resolveSibling("pictures").resolve(name)))
            .toList();
    return taught(seed, DemoTraining.OF_CORRECTIONS, pairs, Samples.labels(), unseen, known);
  }

  /** What {@code demo --learn} sends, and the pictures that it tests with. */
  private Taught taughtMany(long seed) throws Exception {
    return taught(
        seed,
        DemoTraining.OF_MANY,
        Lesson.pairs(LEARN.resolve("teach")),
        LEARN.resolve("labels.yaml"),
        LabelledSet.read(LEARN.resolve("unseen").resolve("classes.tsv")).examples(),
        LabelledSet.read(LEARN.resolve("old").resolve("classes.tsv")).examples());
  }

  private Taught taught(
      long seed,
      List<String> amount,
      List<CaptionedImage> pairs,
      Path labels,
      List<Example> unseen,
      List<Example> known)
      throws Exception {
    Path home = Files.createTempDirectory(folder, "taught");
    TrainingJobSettings settings =
        DemoTraining.settings(
            "127.0.0.1:9092",
            CommandLine.populateCommand(new ModelOptions(), "--device=cpu"),
            home,
            amount);
    PairStore store = new PairStore(home.resolve("pairs"));
    Lesson.write(home.resolve("pairs"), pairs, settings.captions().heldOutShare());
    Round.Finished round = round(settings, store, seed);
    LabelSet set = LabelSetFile.read(labels).valid();
    try (Clip before = Clip.load(BoxCheckpoint.directory(), Device.cpu());
        Clip after = Clip.load(Path.of(URI.create(round.uri())), Device.cpu())) {
      return new Taught(
          round,
          Lesson.right(before, set, unseen),
          Lesson.right(after, set, unseen),
          Lesson.right(before, set, known),
          Lesson.right(after, set, known));
    }
  }

  private static Round.Finished round(TrainingJobSettings settings, PairStore store, long seed)
      throws Exception {
    String box = BoxCheckpoint.directory().toAbsolutePath().normalize().toString();
    RoundPlanner planner = new RoundPlanner(store, "box", seed);
    UsedFiles none = new UsedFiles();
    FlinkStorages storages = new FlinkStorages(DownloadSettings.PLAIN, line -> {});
    return new RoundRunner(settings.rounds(), List::of, storages, () -> {})
        .run(planner.plan(planner.fresh(none), none, "box", box, "", "test"), line -> {})
        .orElseThrow();
  }
}
