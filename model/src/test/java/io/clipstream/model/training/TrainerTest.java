package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.testing.TestModels;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.data.Augmentation;
import io.clipstream.model.training.data.BatchLoader;
import io.clipstream.model.training.data.DataPosition;
import io.clipstream.model.training.data.Glossary;
import io.clipstream.model.training.data.LoaderSettings;
import io.clipstream.model.training.data.PairFiles;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.model.training.data.WordLesson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final int TOKENS = 530;
  private static final int STEPS = 20;
  private static final ClipConfig CONFIG =
      new ClipConfig(
          16,
          new VisionTransformer(32, 8, 32, 2, 4, 64, Activation.QUICK_GELU, 1e-5),
          new CausalTextTransformer(
              16,
              TOKENS,
              24,
              2,
              3,
              48,
              Activation.QUICK_GELU,
              1e-5,
              CausalTextTransformer.HIGHEST_ID));

  @TempDir private Path dir;
  private Path data;
  private Tokenizer tokenizer;

  @BeforeEach
  void write() throws IOException {
    data = PairFiles.folder(dir.resolve("data"), 22);
    List<String> captions = List.of("picture one", "the number two", "the picture");
    tokenizer = BytePairTrainer.train(captions, TOKENS).tokenizer(16);
  }

  /** Averaged weights, two batches a step, chunks below the batch, deferred pairs: all of it. */
  private TrainingRun run(String name, double rate, String words) {
    OptimiserSettings optimiser = new OptimiserSettings(0.9, 0.98, 1e-6, 0.2, 1);
    TrainingSettings settings =
        new TrainingSettings(6, 4, 2, STEPS, 4, rate, optimiser, 0.9, true, 3);
    Preprocessing preprocessing = Preprocessing.clip(32);
    Duration never = Duration.ofDays(1);
    return new TrainingRun(
        CONFIG, preprocessing, tokenizer, settings, dir.resolve(name), never, words);
  }

  private BatchLoader loader(DataPosition from) {
    LoaderSettings settings =
        LoaderSettings.of(6, 32, 3).withAugmentation(Augmentation.SMALL_SET).withDistinct(true);
    SkipLog skips = new SkipLog();
    try {
      ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
      return new BatchLoader(PairSource.open(data, skips), settings, decoder::decode, skips, from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean train(TrainingRun run, boolean resume, long to) throws InterruptedException {
    try (Weights weights = TestModels.random(CONFIG, 1);
        Trainer trainer = new Trainer(run, weights, resume)) {
      return trainer.runTo(to, this::loader, line -> {});
    }
  }

  @Test
  void twentyStepsStraightEqualTenAndTenAfterAResumeBitForBit() throws Exception {
    TrainingRun straight = run("straight", 1e-3, "");
    TrainingRun halves = run("halves", 1e-3, "");

    assertThat(train(straight, false, STEPS)).isTrue();
    assertThat(train(halves, false, 10)).isFalse();
    byte[] half = Files.readAllBytes(halves.snapshotFile());
    assertThat(train(halves, true, STEPS)).isTrue();

    byte[] whole = Files.readAllBytes(straight.snapshotFile());
    assertThat(Files.readAllBytes(halves.snapshotFile())).isEqualTo(whole).isNotEqualTo(half);
    assertThat(Metrics.open(halves.metricsFile(), STEPS).lines())
        .extracting(Metrics.Line::step)
        .containsExactly(10L, 20L);
  }

  @Test
  void wordsThatAreLearntBesideAreTheSameAfterAResume() throws Exception {
    TrainingRun straight = withGlossary(run("straight", 1e-3, ""));
    TrainingRun halves = withGlossary(run("halves", 1e-3, ""));
    TrainingRun without = run("without", 1e-3, "");
    for (TrainingRun run : List.of(straight, without)) {
      train(run, false, 6);
    }
    train(halves, false, 3);
    train(halves, true, 6);

    byte[] whole = Files.readAllBytes(straight.snapshotFile());
    assertThat(Files.readAllBytes(halves.snapshotFile())).isEqualTo(whole);
    assertThat(Files.readAllBytes(without.snapshotFile())).isNotEqualTo(whole);
    assertThat(without.fingerprint()).isNotEqualTo(straight.fingerprint());
  }

  private static TrainingRun withGlossary(TrainingRun run) {
    Glossary glossary =
        new Glossary(
            "words",
            List.of(
                new Glossary.Entry("one", List.of("number")),
                new Glossary.Entry("two", List.of("the number", "picture two")),
                new Glossary.Entry("picture", List.of("the number"))));
    return new TrainingRun(
        run.config(),
        run.preprocessing(),
        run.tokenizer(),
        run.settings(),
        run.directory(),
        run.snapshotEvery(),
        run.data(),
        run.tuning(),
        new WordLesson.OfGlossary(glossary, 0.5));
  }

  @Test
  void averagedWeightsArePublishedAndTheirLagShows() throws Exception {
    try (Weights weights = TestModels.random(CONFIG, 1);
        Trainer trainer = new Trainer(run("averaged", 1e-3, ""), weights, false)) {
      trainer.run(this::loader, line -> {});
      Map<String, NDArray> published = trainer.published();

      assertThat(published).containsOnlyKeys(weights.arrays().keySet());
      assertThat(published.get("visual.proj").toFloatArray())
          .isNotEqualTo(weights.get("visual.proj").toFloatArray());
      assertThat(trainer.metrics()).hasSize(1);
    }
  }

  @Test
  void aRunOfOtherSettingsOrDataDoesNotGoOn() throws Exception {
    train(run("run", 1e-3, "apples"), false, 2);
    byte[] before = Files.readAllBytes(dir.resolve("run/snapshot.safetensors"));

    for (TrainingRun other : List.of(run("run", 2e-3, "apples"), run("run", 1e-3, "pears"))) {
      assertThatThrownBy(() -> train(other, true, 4))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("other settings")
          .hasMessageContaining("choose another output");
    }
    assertThat(Files.readAllBytes(dir.resolve("run/snapshot.safetensors"))).isEqualTo(before);
  }

  @Test
  void aDamagedSnapshotIsRefusedByName() throws Exception {
    TrainingRun run = run("run", 1e-3, "");
    train(run, false, 2);
    byte[] bytes = Files.readAllBytes(run.snapshotFile());
    for (int length : new int[] {0, 7, 100, bytes.length - 1}) {
      Files.write(run.snapshotFile(), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> train(run, true, 4))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("snapshot.safetensors");
    }
  }

  @Test
  void captionsThatFillTheContextAreCounted() throws Exception {
    Files.writeString(
        data.resolve("captions.tsv"),
        "path\tcaption\n"
            + ("0.png\t" + "a very long caption ".repeat(9) + "\n1.png\tshort\n").repeat(6));
    try (Weights weights = TestModels.random(CONFIG, 1);
        Trainer trainer = new Trainer(run("long", 1e-3, ""), weights, false)) {
      trainer.runTo(1, this::loader, line -> {});

      // A step takes both batches of the epoch: twelve pairs, half of them with the long caption.
      assertThat(trainer.truncatedCaptions()).isEqualTo(6);
    }
  }

  @Test
  void aVocabularyThatDoesNotFitTheModelIsRefused() {
    ClipConfig small = TestModels.vit();
    TrainingSettings settings = TrainingSettings.of(small, 6, STEPS);
    assertThatThrownBy(
            () ->
                new TrainingRun(
                    small,
                    Preprocessing.clip(32),
                    tokenizer,
                    settings,
                    dir,
                    Duration.ofDays(1),
                    FineTuning.NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the vocabulary has " + tokenizer.vocabularySize() + " tokens")
        .hasMessageContaining("at most the " + TestModels.VOCABULARY);
  }
}
