package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.image.Preprocessing.Interpolation;
import io.clipstream.model.image.Preprocessing.Resize;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both sides brought to the square's, against the filters' formulas in double precision. */
class ResamplingTest {
  @ParameterizedTest
  @CsvSource({
    "BILINEAR, 97, 61", "BILINEAR, 20, 200", "BILINEAR, 7, 5", "BICUBIC, 97, 61", "BICUBIC, 33, 9",
    "LANCZOS, 97, 61", "LANCZOS, 9, 40", "BOX, 97, 61", "BOX, 64, 128", "HAMMING, 97, 61"
  })
  void everyLevelIsThatOfTheFormulaOfTheFilter(Interpolation filter, int width, int height) {
    int side = 32;
    Random random = new Random(width);
    int[] argb = random.ints(width * height).map(i -> i | 0xff000000).toArray();
    byte[] found =
        new Preprocessor(
                new Preprocessing(
                    side, Resize.SQUASH, filter, Preprocessing.HALVES, Preprocessing.HALVES))
            .apply(new Picture(width, height, argb));
    int others = 0;
    for (int channel = 0; channel < 3; channel++) {
      double[][] levels = new double[height][width];
      for (int i = 0; i < argb.length; i++) {
        levels[i / width][i % width] = argb[i] >> 16 - 8 * channel & 255;
      }
      double[][] expected = turned(pass(filter, turned(pass(filter, levels, side)), side));
      for (int i = 0; i < side * side; i++) {
        int difference =
            Math.abs((found[3 * i + channel] & 255) - (int) expected[i / side][i % side]);
        assertThat(difference).as("channel %d, pixel %d", channel, i).isLessThanOrEqualTo(1);
        others += difference;
      }
    }
    // Weights of 22 bits may round a level that lies in the middle the other way.
    assertThat(others).isLessThanOrEqualTo(3 * side * side / 200);
  }

  /** Each row resized, and rounded to a level. */
  private static double[][] pass(Interpolation filter, double[][] rows, int outputs) {
    double[][] result = new double[rows.length][outputs];
    for (int y = 0; y < rows.length; y++) {
      for (int i = 0; i < outputs; i++) {
        result[y][i] = Math.max(0, Math.min(255, Math.floor(at(filter, rows[y], i, outputs) + .5)));
      }
    }
    return result;
  }

  /** The filter, made wider by the reduction, around the output's centre; its weights add to 1. */
  private static double at(Interpolation filter, double[] row, int output, int outputs) {
    double scale = (double) row.length / outputs;
    double spread = Math.max(1, scale);
    double centre = (output + 0.5) * scale;
    double sum = 0;
    double weights = 0;
    for (int x = 0; x < row.length; x++) {
      double weight = weight(filter).applyAsDouble((x + 0.5 - centre) / spread);
      sum += weight * row[x];
      weights += weight;
    }
    return sum / weights;
  }

  private static DoubleUnaryOperator weight(Interpolation filter) {
    return switch (filter) {
      case BOX -> x -> x > -0.5 && x <= 0.5 ? 1 : 0;
      case BILINEAR -> x -> Math.max(0, 1 - Math.abs(x));
      case BICUBIC -> ResamplingTest::cubic;
      case HAMMING -> x -> Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0;
      case LANCZOS -> x -> Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
    };
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double cubic(double signed) {
    double x = Math.abs(signed);
    return x < 1
        ? 1.5 * x * x * x - 2.5 * x * x + 1
        : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
  }

  private static double[][] turned(double[][] rows) {
    double[][] columns = new double[rows[0].length][rows.length];
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < columns.length; x++) {
        columns[x][y] = rows[y][x];
      }
    }
    return columns;
  }
}
