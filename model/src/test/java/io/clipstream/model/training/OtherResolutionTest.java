package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.TestModels;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherResolutionTest {
  private static final String OF_PATCHES = "visual.positional_embedding";
  private static final String OF_FEATURES = "visual.attnpool.positional_embedding";

  @TempDir private Path dir;

  /** Grids of 4 patches a side, of 2 positions, up and down. */
  @ParameterizedTest
  @CsvSource({
    "vit, 48, 6",
    "vit, 56, 7",
    "vit, 16, 2",
    "vit, 8, 1",
    "resNet, 96, 3",
    "resNet, 32, 1"
  })
  void positionsAreInterpolatedAndNothingElseChanges(String family, int side, int grid) {
    ClipConfig config = family.equals("vit") ? TestModels.vit() : TestModels.resNet();
    String positions = family.equals("vit") ? OF_PATCHES : OF_FEATURES;
    ClipConfig other = OtherResolution.of(config, side);
    try (Weights kept = TestModels.random(config, 1);
        Weights resized = OtherResolution.of(TestModels.random(config, 1), config.image(), other)) {
      double[] before = Errors.doubles(kept.get(positions));
      double[] after = Errors.doubles(resized.get(positions));
      int width = (int) kept.get(positions).getShape().get(1);
      assertThat(after).hasSize((grid * grid + 1) * width);
      double worst = 0;
      for (int d = 0; d < width; d++) {
        assertThat(after[d]).as("the class token's").isEqualTo(before[d]);
        for (int i = 0; i < grid * grid; i++) {
          double expected =
              interpolated(before, width, d, config.image().grid(), grid, i / grid, i % grid);
          worst = Math.max(worst, Math.abs(after[(i + 1) * width + d] - expected));
        }
      }
      assertThat(worst).isLessThan(2e-7);
      kept.arrays()
          .forEach(
              (name, array) -> {
                if (!name.equals(positions)) {
                  assertThat(array.contentEquals(resized.get(name))).as(name).isTrue();
                }
              });
    }
  }

  /**
   * One number of the resized grid out of all numbers of the old one, by Keys' cubic convolution in
   * both directions at once; what lies beyond the border takes no part.
   */
  private static double interpolated(
      double[] values, int width, int d, int from, int to, int row, int column) {
    double sum = 0;
    double weights = 0;
    for (int y = 0; y < from; y++) {
      for (int x = 0; x < from; x++) {
        double weight = keys(y, row, from, to) * keys(x, column, from, to);
        sum += weight * values[(1 + y * from + x) * width + d];
        weights += weight;
      }
    }
    return sum / weights;
  }

  private static double keys(int in, int out, int from, int to) {
    double step = Math.max(1, (double) from / to);
    double s = Math.abs(in + 0.5 - (out + 0.5) * from / to) / step;
    double square = s * s;
    if (s <= 1) {
      return 1.5 * s * square - 2.5 * square + 1;
    }
    return s < 2 ? -0.5 * s * square + 2.5 * square - 4 * s + 2 : 0;
  }

  @Test
  void aCheckpointStartsAtAnotherResolutionAndIsWrittenSo() {
    for (ClipConfig config : new ClipConfig[] {TestModels.vit(), TestModels.resNet()}) {
      int side = config.image().imageSize() + 32;
      Path first = dir.resolve(config.image().getClass().getSimpleName());
      try (Weights weights = TestModels.random(config, 1)) {
        write(first, config, Preprocessing.clip(config.image().imageSize()), weights);
        TrainingStart start = TrainingStart.checkpoint(first).at(side);
        NDManager manager = weights.manager();
        try (Weights resized = start.weights(1, new Objective.Softmax(), manager)) {
          Path second = dir.resolve(first.getFileName() + "-larger");
          write(second, start.config(), start.preprocessing(), resized);
          CheckpointDirectory written = CheckpointDirectory.open(second);
          assertThat(written.config()).isEqualTo(config.withImageSize(side));
          assertThat(written.preprocessing()).isEqualTo(Preprocessing.clip(side));
          assertThat(written.weightFiles()).isPresent();
        }
      }
    }
  }

  private static void write(
      Path to, ClipConfig config, Preprocessing preprocessing, Weights weights) {
    CheckpointWriter.write(
        to,
        config,
        preprocessing,
        weights.arrays(),
        DataType.FLOAT32,
        CheckpointExtras.card("For a test."));
  }

  @Test
  void theSameResolutionIsTheSameStart() {
    try (Weights weights = TestModels.random(TestModels.vit(), 1)) {
      write(dir.resolve("m"), TestModels.vit(), Preprocessing.clip(32), weights);
    }
    TrainingStart start = TrainingStart.checkpoint(dir.resolve("m"));
    assertThat(start.at(32)).isSameAs(start);
    assertThat(start.at(64).at(32)).isEqualTo(start);
  }

  @Test
  void aTowerWithoutPositionsChangesNoNumber() {
    ClipConfig config = TestModels.convNeXt();
    ClipConfig other = OtherResolution.of(config, 96);
    try (Weights kept = TestModels.random(config, 1);
        Weights resized = OtherResolution.of(TestModels.random(config, 1), config.image(), other)) {
      assertThat(resized.arrays()).containsOnlyKeys(kept.arrays().keySet());
      kept.arrays()
          .forEach(
              (name, array) ->
                  assertThat(array.contentEquals(resized.get(name))).as(name).isTrue());
    }
  }

  @Test
  void equalPositionsStayEqual() {
    ClipConfig config = TestModels.vit();
    Weights weights = TestModels.random(config, 1);
    try (NDArray ones = weights.get(OF_PATCHES).onesLike()) {
      ones.copyTo(weights.get(OF_PATCHES));
    }
    try (Weights resized = OtherResolution.of(weights, config.image(), config.withImageSize(72))) {
      for (double value : Errors.doubles(resized.get(OF_PATCHES))) {
        assertThat(value).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vit | 50 | image size is 50, expected a multiple of the patch size 8, such as 48 or 56",
        "vit | 0 | image size is 0, expected 8 (the patch size) to 8192",
        "vit | 8200 | image size is 8200, expected 8 (the patch size) to 8192",
        "resNet | 72 | image size is 72, expected a multiple of the stride 32, such as 64 or 96",
        "convNeXt | 80 | image size is 80, expected a multiple of the stride 32, such as 64 or 96"
      })
  void whatTheTowerCannotTakeIsRefused(String family, int side, String message) {
    ClipConfig config =
        Map.of(
                "vit", TestModels.vit(),
                "resNet", TestModels.resNet(),
                "convNeXt", TestModels.convNeXt())
            .get(family);
    assertThatThrownBy(() -> OtherResolution.of(config, side))
        .isInstanceOf(SettingException.class)
        .hasMessage(message);
  }
}
