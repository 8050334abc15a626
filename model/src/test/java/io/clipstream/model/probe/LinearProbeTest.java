package io.clipstream.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.ModelException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearProbeTest {
  private static final LimitedMemoryBfgs EXACT = new LimitedMemoryBfgs(10, 5_000, 1e-11);

  private final NDManager engine = NDManager.newBaseManager(ai.djl.Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    engine.close();
  }

  private LinearProbe exact(Examples examples, double strength) {
    return LinearProbe.train(engine, examples, strength, Optional.empty(), EXACT);
  }

  /** By hand: of x = -1 and 1 the optimum is u with u * strength * (1 + exp(2u)) = 2. */
  @Test
  void twoPicturesOfTwoClassesGetTheWeightsThatTheEquationSays() {
    Examples two = new Examples(new double[][] {{-1}, {1}}, new int[] {0, 1}, 2);
    LinearProbe probe = exact(two, 1 / Math.log(3));

    double u = Math.log(3) / 2;
    assertThat(probe.weights()).containsExactly(new double[] {-u, u, 0, 0}, within(1e-9));
    double loss = 2 * Math.log(4.0 / 3) + u * u / Math.log(3);
    assertThat(probe.fit().objective()).isCloseTo(loss / 2, within(1e-12));
    assertThat(probe.fit().gradientNorm()).isLessThan(1e-10);
  }

  /** Made by scikit-learn 1.9.1: LogisticRegression(C=2, tol=1e-14), intercepts centred. */
  @Test
  void weightsAndInterceptsAreThoseOfScikitLearn() {
    LinearProbe probe = exact(seven(), 0.5);
    double[] expected = {
      0.746737769, -0.122863951, -0.623873819,
      -0.044854729, 1.150712496, -1.105857767,
      -0.219493677, 0.159725770, 0.059767907
    };
    assertThat(probe.weights()).containsExactly(expected, within(1e-7));
    assertThat(probe.fit().objective()).isCloseTo(0.44778594475535793, within(1e-11));
  }

  private static Examples seven() {
    double[][] features = {{1, 0.5}, {2, -1}, {-1, 1.5}, {-0.5, 2}, {0, -2}, {0.5, -1.5}, {1.5, 1}};
    return new Examples(features, new int[] {0, 0, 1, 1, 2, 2, 1}, 3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-2, 1, 100})
  void theOptimumIsThatOfNewtonsMethod(double strength) {
    Examples some = random(60, 4, 3, 5);
    LinearProbe probe = exact(some, strength);
    double[] expected = NewtonReference.solve(some, strength);

    assertThat(probe.fit().gradientNorm()).isLessThan(1e-10);
    for (int i = 0; i < expected.length; i++) {
      assertThat(probe.weights()[i]).as("weight " + i).isCloseTo(expected[i], within(1e-6));
    }
  }

  /** Strictly convex: where it begins is no matter but of steps. */
  @Test
  void theOptimumIsTheSameWhereverItBegins() {
    Examples some = random(60, 4, 3, 5);
    LinearProbe cold = exact(some, 0.5);
    for (double other : new double[] {0.01, 0.4, 100}) {
      LinearProbe near =
          LinearProbe.train(engine, some, 0.5, Optional.of(exact(some, other)), EXACT);
      assertThat(near.fit().gradientNorm()).isLessThan(1e-10);
      assertThat(near.weights()).containsExactly(cold.weights(), within(1e-7));
    }
    LinearProbe there = LinearProbe.train(engine, some, 0.5, Optional.of(cold), EXACT);
    assertThat(there.fit().iterations()).isLessThan(cold.fit().iterations() / 2);
    Examples otherClasses = random(60, 4, 5, 5);
    assertThat(LinearProbe.train(engine, otherClasses, 0.5, Optional.of(cold), EXACT).weights())
        .containsExactly(exact(otherClasses, 0.5).weights(), within(1e-12));
  }

  @Test
  void withTheUsualSettingsTheGradientVanishesToo() {
    Examples some = random(60, 4, 3, 5);
    LinearProbe probe = LinearProbe.train(engine, some, 1);
    assertThat(probe.fit().isOptimal()).isTrue();
    assertThat(probe.fit().iterations()).isBetween(3, 200);
    double[] expected = NewtonReference.solve(some, 1);
    assertThat(probe.weights()).containsExactly(expected, within(1e-3));
  }

  /** More pictures than are multiplied at once. */
  @Test
  void manyPicturesAreTheSumOfTheirBlocks() {
    Examples few = random(50, 3, 3, 7);
    int[] fiftyTimes = IntStream.range(0, 2_500).map(i -> i % 50).toArray();
    LinearProbe once = exact(few, 0.1);
    LinearProbe often = exact(few.at(fiftyTimes), 5);
    assertThat(often.weights()).containsExactly(once.weights(), within(1e-7));
    assertThat(often.fit().objective()).isCloseTo(once.fit().objective(), within(1e-10));
  }

  @Test
  void neitherTheOrderOfPicturesNorThatOfClassesMatters() {
    Examples some = random(40, 3, 3, 9);
    double[] weights = exact(some, 0.3).weights();
    int[] backwards = IntStream.range(0, 40).map(i -> 39 - i).toArray();
    assertThat(exact(some.at(backwards), 0.3).weights()).containsExactly(weights, within(1e-7));

    int[] others = Arrays.stream(some.labels()).map(c -> (c + 1) % 3).toArray();
    double[] turned = exact(new Examples(some.features(), others, 3), 0.3).weights();
    for (int i = 0; i < weights.length; i++) {
      assertThat(turned[i / 3 * 3 + (i + 1) % 3]).isCloseTo(weights[i], within(1e-7));
    }
  }

  /** Intercepts alone can learn here, so they are the logarithms of the classes' shares. */
  @Test
  void featuresThatAreAllTheSameLeaveTheSharesOfClasses() {
    double[][] same = new double[6][];
    Arrays.setAll(same, i -> new double[] {0, 0});
    LinearProbe probe = exact(new Examples(same, new int[] {0, 0, 0, 0, 1, 1}, 2), 1);
    double half = Math.log(2) / 2;
    assertThat(probe.weights())
        .containsExactly(new double[] {0, 0, 0, 0, half, -half}, within(1e-9));

    Arrays.setAll(same, i -> new double[] {3, -7});
    LinearProbe constant = exact(new Examples(same, new int[] {0, 0, 0, 0, 1, 1}, 2), 1);
    assertThat(constant.fit().gradientNorm()).isLessThan(1e-10);
    assertThat(Arrays.copyOf(constant.weights(), 4)).containsExactly(new double[4], within(1e-6));
  }

  @Test
  void aClassOfOnePictureIsLearntAndOneWithoutAnyIsNeverSaid() {
    double[][] features = {{1, 0}, {1.1, 0}, {0, 1}, {0, 1.2}, {-1, -1}};
    Examples some = new Examples(features, new int[] {0, 0, 3, 3, 2}, 5);
    LinearProbe probe = exact(some, 0.01);
    assertThat(probe.fit().gradientNorm()).isLessThan(1e-10);
    assertThat(probe.classify(engine, some)).containsExactly(0, 0, 3, 3, 2);
  }

  @Test
  void theStrongestPenaltyLeavesNoWeightsAndTheWeakestSeparates() {
    LinearProbe strong = LinearProbe.train(engine, seven(), 1e6);
    assertThat(Arrays.copyOf(strong.weights(), 6)).containsExactly(new double[6], within(1e-4));
    LinearProbe weak = LinearProbe.train(engine, seven(), 1e-6);
    assertThat(weak.classify(engine, seven())).containsExactly(seven().labels());
    assertThat(weak.fit().objective()).isLessThan(1e-3);
  }

  @Test
  void whatCannotBeLearntIsRefusedInWords() {
    Examples one = new Examples(new double[][] {{1}, {2}}, new int[] {1, 1}, 2);
    assertThatThrownBy(() -> LinearProbe.train(engine, one, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("all 2 pictures")
        .hasMessageContaining("one class");
    assertThatThrownBy(() -> LinearProbe.train(engine, seven(), 0))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("L2 strength is 0.0");
    for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Examples(new double[][] {{1}, {odd}}, new int[] {0, 1}, 2))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("picture 1 has the feature " + odd);
    }
    assertThatThrownBy(() -> new Examples(new double[0][], new int[0], 2))
        .isInstanceOf(ModelException.class);
    assertThatThrownBy(() -> new Examples(new double[][] {{1}, {1, 2}}, new int[] {0, 1}, 2))
        .hasMessageContaining("picture 1 has 2 features, expected 1");
    assertThatThrownBy(() -> new Examples(new double[][] {{1}}, new int[] {2}, 2))
        .hasMessageContaining("picture 0 has class 2, expected 0 to 1");
  }

  @Test
  void trainingLeavesNoArrayBehind() {
    LinearProbe probe = LinearProbe.train(engine, seven(), 1);
    probe.classify(engine, seven());
    assertThat(engine.getManagedArrays()).isEmpty();
  }

  static Examples random(int size, int width, int classes, int seed) {
    Random random = new Random(seed);
    double[][] features = new double[size][width];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = random.nextInt(classes);
      for (int j = 0; j < width; j++) {
        features[i][j] = random.nextGaussian() * (1 + j) + (j == labels[i] ? 1 : 0);
      }
    }
    return new Examples(features, labels, classes);
  }
}
