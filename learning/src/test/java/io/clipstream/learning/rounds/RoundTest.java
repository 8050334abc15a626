package io.clipstream.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.model.Clip;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.training.LogitBias;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTest {
  private static final PromptTemplates PLAIN = new PromptTemplates("plain", List.of("{}"));
  private static final GateSettings GATE =
      new GateSettings(List.of(0.3, 0.6, 1.0), 10, 200, 0.03, 0.1, 0.05, 0.5);

  @TempDir private static Path shared;
  private static Path old;
  private static Path parent;

  @TempDir private Path dir;

  @BeforeAll
  static void trainAModelOfTheOldColours() throws Exception {
    old = ColourWorld.folder(shared.resolve("old"), ColourWorld.OLD, 30, 1);
    PairStore store = new PairStore(shared.resolve("first"));
    ColourWorld.write(
        shared.resolve("first"),
        Split.TRAIN,
        "part-a-0.avro",
        ColourWorld.pairs(ColourWorld.OLD, 40, 2));
    Path untrained = ColourWorld.untrained(shared.resolve("untrained"));
    RoundSettings settings =
        RoundSettings.of(
            new RoundOptimisation(30, 32, 32, 2e-3, 0.1, 0.1, 1), new Replay(0, 10, List.of()));
    GateSettings last = new GateSettings(List.of(1.0), 2, 2, 1, 1, 1, 1);
    Round round = new Round(store, shared, settings, last, inputs(List.of()), Device.cpu());
    RoundManifest manifest =
        new RoundPlanner(store, "colours", 1)
            .plan(
                new RoundPlanner(store, "colours", 1).fresh(new UsedFiles()),
                new UsedFiles(),
                "untrained",
                untrained.toString(),
                "",
                "first");
    parent = directory(round.run(manifest, line -> {}).orElseThrow());
  }

  private static RoundInputs inputs(List<LabelledSet> pinned) {
    return new RoundInputs(pinned, PLAIN, Optional.empty(), List.of());
  }

  private static RoundSettings learning(String objective) {
    return new RoundSettings(
        new RoundOptimisation(20, 32, 16, 1e-3, 0.1, 0.1, 1),
        new Replay(2, 10, List.of(old.toString())),
        "paper",
        objective,
        1,
        Duration.ofMinutes(2));
  }

  private PairStore storeOf(List<CaptionedImage> pairs) {
    PairStore store = new PairStore(dir.resolve("store"));
    int heldOut = pairs.size() / 3;
    ColourWorld.write(
        dir.resolve("store"), Split.HELD_OUT, "part-b-0.avro", pairs.subList(0, heldOut));
    ColourWorld.write(
        dir.resolve("store"), Split.TRAIN, "part-b-0.avro", pairs.subList(heldOut, pairs.size()));
    return store;
  }

  private static RoundManifest manifest(PairStore store) {
    return manifest(store, 3);
  }

  private static RoundManifest manifest(PairStore store, long seed) {
    RoundPlanner planner = new RoundPlanner(store, "colours", 4 + seed);
    UsedFiles none = new UsedFiles();
    return planner.plan(planner.fresh(none), none, "parent", parent.toString(), "", "test");
  }

  private Round round(PairStore store, String checkpoints) throws IOException {
    return round(store, checkpoints, "softmax");
  }

  private Round round(PairStore store, String checkpoints, String objective) throws IOException {
    LabelledSet pinned = LabelledSet.read(old.resolve("classes.tsv"));
    return new Round(
        store,
        dir.resolve(checkpoints),
        learning(objective),
        GATE,
        inputs(List.of(pinned)),
        Device.cpu());
  }

  private static double accuracy(Path checkpoint, Path folder) throws IOException {
    try (Clip clip = Clip.load(checkpoint, Device.cpu())) {
      LabelledSet set = LabelledSet.read(folder.resolve("classes.tsv"));
      return ZeroShotEvaluation.run(clip, set, PLAIN).top1();
    }
  }

  /** Each seed has other pictures, and another course of the round. */
  @ParameterizedTest
  @ValueSource(longs = {3, 4, 5})
  void aRoundLearnsNewColoursKeepsTheOldAndIsPromoted(long seed) throws Exception {
    PairStore store = storeOf(ColourWorld.pairs(ColourWorld.NEW, 45, seed));
    Round.Finished finished =
        round(store, "out").run(manifest(store, seed), line -> {}).orElseThrow();

    assertThat(finished.report().outcome())
        .as(finished.report().reason())
        .isEqualTo(RoundOutcome.PROMOTED);
    assertThat(RoundReport.read(directory(finished))).isEqualTo(finished.report());
    Map<String, Integer> all = new HashMap<>(ColourWorld.OLD);
    all.putAll(ColourWorld.NEW);
    Path unseen = ColourWorld.folder(dir.resolve("unseen"), all, 20, 6 + seed);
    double before = accuracy(parent, unseen);
    double after = accuracy(directory(finished), unseen);
    double oldBefore = accuracy(parent, old);
    double oldAfter = accuracy(directory(finished), old);
    System.out.printf(
        "seed %d: all colours, unseen pictures: %.3f before, %.3f after; old: %.3f, %.3f%n",
        seed, before, after, oldBefore, oldAfter);
    assertThat(after).isGreaterThan(before + 0.1);
    assertThat(oldAfter).isGreaterThan(oldBefore - 0.03);
    assertThat(dir.resolve("out/.rounds/" + finished.report().manifest().roundId())).doesNotExist();
  }

  @Test
  void aRoundOnShuffledCaptionsIsRejected() throws Exception {
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.NEW, 45, 3);
    List<CaptionedImage> poisoned = new ArrayList<>();
    List<CaptionedImage> others = new ArrayList<>(pairs);
    Collections.shuffle(others, new Random(5));
    for (int i = 0; i < pairs.size(); i++) {
      CaptionedImage other = others.get(i);
      String caption = other.getCaptions().get(0);
      poisoned.add(ColourWorld.pair("p" + i, pairs.get(i).getImage().array(), caption));
    }
    PairStore store = storeOf(poisoned);
    Round.Finished finished = round(store, "out").run(manifest(store), line -> {}).orElseThrow();

    assertThat(finished.report().outcome())
        .as(finished.report().reason())
        .isEqualTo(RoundOutcome.REJECTED);
    assertThat(finished.report().reason()).contains("alpha");
  }

  /** Nothing else is taught that it could be mistaken for: what is known already has to serve. */
  @Test
  void aSingleNewColourIsLearntToo() throws Exception {
    Map<String, Integer> mauve = Map.of("mauve", ColourWorld.NEW.get("mauve"));
    PairStore store = storeOf(ColourWorld.pairs(mauve, 30, 3));
    Round.Finished finished = round(store, "out").run(manifest(store), line -> {}).orElseThrow();

    RoundReport report = finished.report();
    assertThat(report.outcome()).as(report.reason()).isEqualTo(RoundOutcome.PROMOTED);
    Path unseen = ColourWorld.folder(dir.resolve("mauve"), mauve, 20, 8);
    Files.write(
        unseen.resolve("classes.tsv"),
        Files.readAllLines(old.resolve("classes.tsv")).stream()
            .skip(1)
            .map(
                row ->
                    old.resolve(row.substring(0, row.indexOf(9))) + row.substring(row.indexOf(9)))
            .toList(),
        StandardOpenOption.APPEND);
    assertThat(accuracy(directory(finished), unseen)).isGreaterThan(accuracy(parent, unseen));
  }

  @Test
  void tooFewHeldOutPairsMakeACandidateForPeopleToDecide() throws Exception {
    PairStore store = new PairStore(dir.resolve("store"));
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.NEW, 20, 3);
    ColourWorld.write(dir.resolve("store"), Split.TRAIN, "part-b-0.avro", pairs);
    Round.Finished finished = round(store, "out").run(manifest(store), line -> {}).orElseThrow();

    assertThat(finished.report().outcome())
        .as(finished.report().reason())
        .isEqualTo(RoundOutcome.CANDIDATE);
    assertThat(finished.report().reason())
        .isEqualTo("0 new held-out pairs, expected 10 to judge by");
  }

  @Test
  void aRoundBySigmoidsLearnsTooAndKeepsItsBiasForTheNext() throws Exception {
    PairStore store = storeOf(ColourWorld.pairs(ColourWorld.NEW, 45, 3));
    Round.Finished finished =
        round(store, "out", "sigmoid").run(manifest(store), line -> {}).orElseThrow();

    RoundReport report = finished.report();
    assertThat(report.outcome()).as(report.reason()).isEqualTo(RoundOutcome.PROMOTED);
    assertThat(report.settings()).containsEntry("round.objective", "sigmoid");
    for (String falls : List.of("held-out-new.loss")) {
      assertThat(report.metrics().get(falls)).isLessThan(report.parentMetrics().get(falls));
    }
    for (String rises : List.of("held-out-new.recall1", "held-out-new.ranking")) {
      assertThat(report.metrics().get(rises)).isGreaterThan(report.parentMetrics().get(rises));
    }
    OptionalDouble bias = LogitBias.of(CheckpointDirectory.open(directory(finished)));
    assertThat(bias).isPresent();
    assertThat(bias.getAsDouble()).isNegative();
    assertThat(LogitBias.of(CheckpointDirectory.open(parent))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"softmax", "sigmoid"})
  void theSameManifestMakesTheSameCheckpointToTheLastByteThoughItWasInterrupted(String objective)
      throws Exception {
    PairStore store = storeOf(ColourWorld.pairs(ColourWorld.NEW, 30, 3));
    RoundManifest manifest = manifest(store);
    String whole =
        round(store, "whole", objective).run(manifest, line -> {}).orElseThrow().sha256();

    Round interrupted = round(store, "again", objective);
    Optional<Round.Finished> none =
        interrupted.run(
            manifest,
            line -> {
              if (line.contains("step 40")) {
                interrupted.stop();
              }
            });
    assertThat(none).isEmpty();
    assertThat(dir.resolve("again").resolve(manifest.roundId())).doesNotExist();
    String again =
        round(store, "again", objective).run(manifest, line -> {}).orElseThrow().sha256();
    assertThat(again).isEqualTo(whole);
  }

  @Test
  void aFinishedRoundIsNotTrainedAgain() throws Exception {
    PairStore store = storeOf(ColourWorld.pairs(ColourWorld.NEW, 20, 3));
    RoundManifest manifest = manifest(store);
    Round.Finished first = round(store, "out").run(manifest, line -> {}).orElseThrow();
    List<String> lines = new ArrayList<>();
    Round.Finished second = round(store, "out").run(manifest, lines::add).orElseThrow();

    assertThat(second).isEqualTo(first);
    assertThat(lines).isEmpty();
  }

  @Test
  void aParentThatIsGoneFailsTheRoundAndLeavesNothing() throws Exception {
    PairStore store = storeOf(ColourWorld.pairs(ColourWorld.NEW, 20, 3));
    RoundManifest there = manifest(store);
    RoundManifest gone =
        new RoundManifest(
            there.roundId(),
            "gone",
            dir.resolve("gone").toString(),
            "",
            1,
            "test",
            there.newFiles(),
            List.of(),
            List.of(),
            List.of());
    assertThatThrownBy(() -> round(store, "out").run(gone, line -> {}))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("gone");
    assertThat(dir.resolve("out"))
        .satisfiesAnyOf(
            out -> assertThat(out).doesNotExist(),
            out -> {
              try (Stream<Path> files = Files.list(out)) {
                assertThat(files).isEmpty();
              }
            });
  }

  private static Path directory(Round.Finished finished) {
    return Path.of(java.net.URI.create(finished.uri()));
  }
}
