package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.LoadedModel;
import io.clipstream.model.testing.TestModels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loss and its closed-form gradients against their definition in double precision. */
class ContrastiveLossTest {
  private static final int E = 6;

  private final LoadedModel model = LoadedModel.of(TestModels.vit());
  private final NDManager scope = model.scope();
  private double[][] images;
  private double[][] texts;
  private double logScale;

  @BeforeEach
  void draw() {
    SplittableRandom random = new SplittableRandom(3);
    images = unitVectors(random);
    texts = unitVectors(random);
    logScale = 1.5f;
  }

  @AfterEach
  void close() {
    scope.close();
    model.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0 1 2 3 4 5 6 7 8 9 10, 11",
    "0 1 2 3 4 5 6 7 8 9 10, 4",
    "0 1 2 3 4 5 6 7 8 9 10, 1",
    "7 1 7 1 2 3 7 9 9 5 6, 1024",
    "7 1 7 1 2 3 7 9 9 5 6, 3",
    "1 1 1 1 1 1 1 1 1 1 1, 5"
  })
  void lossAndGradientsEqualTheDefinition(String groupsText, int rows) {
    long[] groups = Arrays.stream(groupsText.split(" ")).mapToLong(Long::parseLong).toArray();
    NDList found = loss(groups, rows);

    double expected = Fp64Loss.of(images, texts, logScale, groups);
    assertThat((double) found.get(0).getFloat()).isCloseTo(expected, within(1e-6 * expected));
    assertThat(Errors.relative(found.get(1), slopes(images, groups))).isLessThan(1e-5);
    assertThat(Errors.relative(found.get(2), slopes(texts, groups))).isLessThan(1e-5);
    assertThat((double) found.get(3).getFloat()).isCloseTo(scaleSlope(groups), within(1e-6));
  }

  private NDList loss(long[] groups, int rows) {
    return model
        .program()
        .train(
            scope,
            "loss",
            array(images),
            array(texts),
            scope.full(new Shape(), (float) logScale),
            scope.create(groups),
            scope.create((long) rows));
  }

  private NDArray array(double[][] rows) {
    float[] values = new float[rows.length * E];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / E][i % E];
    }
    return scope.create(values, new Shape(rows.length, E));
  }

  /** Central differences by every number of {@code which}, which is images or texts. */
  private double[] slopes(double[][] which, long[] groups) {
    double[] slopes = new double[which.length * E];
    double step = 1e-5;
    for (int i = 0; i < slopes.length; i++) {
      double kept = which[i / E][i % E];
      which[i / E][i % E] = kept + step;
      double above = Fp64Loss.of(images, texts, logScale, groups);
      which[i / E][i % E] = kept - step;
      double below = Fp64Loss.of(images, texts, logScale, groups);
      which[i / E][i % E] = kept;
      slopes[i] = (above - below) / (2 * step);
    }
    return slopes;
  }

  private double scaleSlope(long[] groups) {
    double step = 1e-5;
    double above = Fp64Loss.of(images, texts, logScale + step, groups);
    double below = Fp64Loss.of(images, texts, logScale - step, groups);
    return (above - below) / (2 * step);
  }

  private static double[][] unitVectors(SplittableRandom random) {
    double[][] rows = new double[11][E];
    for (double[] row : rows) {
      double square = 0;
      for (int e = 0; e < E; e++) {
        row[e] = random.nextGaussian();
        square += row[e] * row[e];
      }
      for (int e = 0; e < E; e++) {
        row[e] = (float) (row[e] / Math.sqrt(square));
      }
    }
    return rows;
  }
}
