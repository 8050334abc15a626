package io.clipstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.training.data.PairFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final String SMALL =
      """
      {"embed_dim": 16,
       "vision_cfg": {"image_size": 32, "layers": 2, "width": 32, "head_width": 8, "patch_size": 8},
       "text_cfg": {"context_length": 16, "vocab_size": 530, "width": 24, "heads": 3, "layers": 2},
       "quick_gelu": true}
      """;

  @TempDir private Path dir;
  private Path pairs;
  private Path architecture;

  @BeforeEach
  void write() throws IOException {
    pairs = PairFiles.folder(dir.resolve("pairs"), 22);
    architecture = Files.writeString(dir.resolve("small.json"), SMALL);
  }

  private Training small() {
    return Training.ofArchitecture(architecture.toString())
        .on(List.of(pairs))
        .device("cpu")
        .batch(8)
        .chunk(4)
        .steps(40)
        .rate(1e-3);
  }

  @Test
  void whatIsTrainedCanBeLoaded() throws Exception {
    Files.write(pairs.resolve("3.png"), new byte[] {1, 2, 3});
    List<TrainingProgress> course = new ArrayList<>();
    TrainingResult result = small().train(dir.resolve("model"), course::add);

    assertThat(result.finished()).isTrue();
    assertThat(result.steps()).isEqualTo(40);
    assertThat(result.skipped()).containsExactly(Map.entry("UNREADABLE_PICTURE", 1));
    assertThat(course).extracting(TrainingProgress::step).containsExactly(20L, 40L);
    assertThat(course).allSatisfy(line -> assertThat(line.loss()).isPositive());
    assertThat(result.checkpoint().resolve("README.md")).content().contains("Trained with");
    try (ZeroShotClassifier classifier =
        ZeroShotClassifier.load(result.checkpoint()).device("cpu").with("one", "two")) {
      assertThat(ZeroShotClassifierTest.accepted(classifier.tag(PairFiles.png(1)))).hasSize(2);
    }
  }

  @Test
  void aSecondPhaseBeginsWithTheCheckpoint() throws Exception {
    Path first = small().steps(2).train(dir.resolve("first")).checkpoint();
    Path same = again(first).rate(1e-30).train(dir.resolve("same")).checkpoint();
    Path other =
        again(first)
            .sigmoid()
            .distinct()
            .smallSet()
            .average(0.5)
            .warmUp(1)
            .seed(2)
            .rate(1e-2)
            .train(dir.resolve("other"))
            .checkpoint();

    assertThat(embedding(same)).isEqualTo(embedding(first));
    assertThat(embedding(other)).isNotEqualTo(embedding(first));
  }

  private Training again(Path checkpoint) {
    return Training.from(checkpoint).on(List.of(pairs)).device("cpu").batch(8).steps(3);
  }

  private static float[] embedding(Path checkpoint) {
    try (ClipModel model = ClipModel.load(checkpoint).device("cpu").model()) {
      return model.encodeText("picture 7");
    }
  }

  @Test
  void aStoppedTrainingIsGoneOnWithToTheSameEnd() throws Exception {
    Path straight = small().train(dir.resolve("straight")).checkpoint();
    Training stopping = small();
    TrainingResult stopped = stopping.train(dir.resolve("model"), line -> stopping.stop());
    assertThat(stopped.finished()).isFalse();
    assertThat(stopped.steps()).isEqualTo(20);
    assertThat(stopped.checkpoint()).doesNotExist();

    TrainingResult resumed = small().resume().train(dir.resolve("model"));
    assertThat(resumed.finished()).isTrue();
    assertThat(embedding(resumed.checkpoint())).isEqualTo(embedding(straight));
  }

  @Test
  void whatIsStoppedBeforeItBeginsTakesNoStep() throws Exception {
    Training training = small();
    training.stop();
    assertThat(training.train(dir.resolve("model")).steps()).isZero();
  }

  @Test
  void whatCannotBeUsedIsNamedBeforeAnythingIsWritten() {
    Path output = dir.resolve("model");
    requireRefused("no data", small().on(List.of()), output);
    requireRefused("missing", small().on(List.of(dir.resolve("missing"))), output);
    requireRefused("batch size is 1", small().batch(1), output);
    requireRefused("steps 0", small().steps(0), output);
    requireRefused("learning rate -1.0", small().rate(-1), output);
    requireRefused("averaging 1.0", small().average(1), output);
    requireRefused("device is 'tpu'", small().device("tpu"), output);
    requireRefused("exists already", small(), pairs);
    assertThat(dir.resolve("model.run")).doesNotExist();
    assertThatThrownBy(() -> Training.from(dir))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining(dir.toString());
    assertThatThrownBy(() -> Training.ofArchitecture("ViT-Z"))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining("ViT-Z");
  }

  private static void requireRefused(String why, Training training, Path output) {
    assertThatThrownBy(() -> training.train(output))
        .isInstanceOf(ClipstreamException.class)
        .hasMessageContaining(why);
  }

  @Test
  void anInterruptedTrainingEnds() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> small().train(dir.resolve("model")))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
