package io.clipstream.model.training.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ZeroShotEvaluation;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.training.data.PairStore;
import io.clipstream.model.training.data.Split;
import io.clipstream.schemas.CaptionedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        store.root(), Split.TRAIN, "part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 40, 2));
    Path untrained = ColourWorld.untrained(shared.resolve("untrained"));
    RoundSettings settings =
        new RoundSettings(30, 32, 32, 2e-3, 0.1, 0.1, 1, 0, List.of(), "paper");
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
    parent = round.run(manifest, line -> {}).orElseThrow().checkpoint();
  }

  private static RoundInputs inputs(List<LabelledSet> pinned) {
    return new RoundInputs(pinned, PLAIN, Optional.empty(), List.of());
  }

  private static RoundSettings learning() {
    return new RoundSettings(20, 32, 16, 1e-3, 0.1, 0.1, 1, 2, List.of(old.toString()), "paper");
  }

  private PairStore storeOf(List<CaptionedImage> pairs) {
    PairStore store = new PairStore(dir.resolve("store"));
    int heldOut = pairs.size() / 3;
    ColourWorld.write(store.root(), Split.HELD_OUT, "part-b-0.avro", pairs.subList(0, heldOut));
    ColourWorld.write(
        store.root(), Split.TRAIN, "part-b-0.avro", pairs.subList(heldOut, pairs.size()));
    return store;
  }

  private static RoundManifest manifest(PairStore store) {
    RoundPlanner planner = new RoundPlanner(store, "colours", 7);
    UsedFiles none = new UsedFiles();
    return planner.plan(planner.fresh(none), none, "parent", parent.toString(), "", "test");
  }

  private Round round(PairStore store, String checkpoints) throws IOException {
    LabelledSet pinned = LabelledSet.read(old.resolve("classes.tsv"));
    return new Round(
        store, dir.resolve(checkpoints), learning(), GATE, inputs(List.of(pinned)), Device.cpu());
  }

  private static double accuracy(Path checkpoint, Path folder) throws IOException {
    try (Clip clip = Clip.load(checkpoint, Device.cpu())) {
      LabelledSet set = LabelledSet.read(folder.resolve("classes.tsv"));
      return ZeroShotEvaluation.run(clip, set, PLAIN).top1();
    }
  }

  @Test
  void aRoundLearnsNewColoursKeepsTheOldAndIsPromoted() throws Exception {
    PairStore store = storeOf(ColourWorld.pairs(ColourWorld.NEW, 45, 3));
    Round.Finished finished = round(store, "out").run(manifest(store), line -> {}).orElseThrow();

    assertThat(finished.report().outcome()).as(finished.report().reason()).isEqualTo("promoted");
    assertThat(RoundReport.read(finished.checkpoint())).isEqualTo(finished.report());
    Map<String, Integer> all = new HashMap<>(ColourWorld.OLD);
    all.putAll(ColourWorld.NEW);
    Path unseen = ColourWorld.folder(dir.resolve("unseen"), all, 20, 9);
    double before = accuracy(parent, unseen);
    double after = accuracy(finished.checkpoint(), unseen);
    System.out.printf("all colours, unseen pictures: %.3f before, %.3f after%n", before, after);
    assertThat(after).isGreaterThan(before + 0.1);
    assertThat(accuracy(finished.checkpoint(), old)).isGreaterThan(accuracy(parent, old) - 0.03);
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

    assertThat(finished.report().outcome()).as(finished.report().reason()).isEqualTo("rejected");
    assertThat(finished.report().reason()).contains("alpha");
  }

  @Test
  void tooFewHeldOutPairsMakeACandidateForPeopleToDecide() throws Exception {
    PairStore store = new PairStore(dir.resolve("store"));
    List<CaptionedImage> pairs = ColourWorld.pairs(ColourWorld.NEW, 20, 3);
    ColourWorld.write(store.root(), Split.TRAIN, "part-b-0.avro", pairs);
    Round.Finished finished = round(store, "out").run(manifest(store), line -> {}).orElseThrow();

    assertThat(finished.report().outcome()).as(finished.report().reason()).isEqualTo("candidate");
    assertThat(finished.report().reason())
        .isEqualTo("0 new held-out pairs, expected 10 to judge by");
  }

  @Test
  void theSameManifestMakesTheSameCheckpointToTheLastByteThoughItWasInterrupted() throws Exception {
    PairStore store = storeOf(ColourWorld.pairs(ColourWorld.NEW, 30, 3));
    RoundManifest manifest = manifest(store);
    String whole = round(store, "whole").run(manifest, line -> {}).orElseThrow().sha256();

    Round interrupted = round(store, "again");
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
    assertThat(round(store, "again").run(manifest, line -> {}).orElseThrow().sha256())
        .isEqualTo(whole);
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
        .isInstanceOf(ModelException.class)
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
}
