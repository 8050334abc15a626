package io.clipstream.model.testing;

import io.clipstream.model.Activation;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Layers of transformers in double precision, one position at a time: a picture is read patch by
 * patch where it lies. Activations are [positions][channels].
 */
abstract class Fp64Rows {
  private final Function<String, double[]> weights;

  Fp64Rows(Function<String, double[]> weights) {
    this.weights = weights;
  }

  /** Which positions one may look at. */
  interface Sight {
    boolean sees(int to, int from);
  }

  /** The numbers of an array; null if there is none of that name. */
  double[] w(String name) {
    return weights.apply(name);
  }

  /** What channel {@code d} of the convolution sees of patch {@code l}. */
  static double patch(double[] pixels, int side, int p, double[] kernel, int l, int d) {
    int grid = side / p;
    int top = l / grid * p;
    int left = l % grid * p;
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < p; y++) {
        for (int x = 0; x < p; x++) {
          double pixel = pixels[(c * side + top + y) * side + left + x];
          sum += pixel * kernel[((d * 3 + c) * p + y) * p + x];
        }
      }
    }
    return sum;
  }

  double[][] block(
      double[][] x, String p, int heads, DoubleUnaryOperator activation, double epsilon) {
    return block(x, p, heads, activation, epsilon, (to, from) -> true);
  }

  double[][] block(
      double[][] x,
      String p,
      int heads,
      DoubleUnaryOperator activation,
      double epsilon,
      Sight sight) {
    double[][] h = each(x, row -> norm(row, p + "ln_1", epsilon));
    double[][] y = new double[x.length][];
    for (int l = 0; l < x.length; l++) {
      int to = l;
      double[][] visible = visible(h, from -> sight.sees(to, from));
      double[] seen = linear(look(h[l], visible, p + "attn.", heads), p + "attn.out_proj");
      double[] added = plus(x[l], gained(seen, p + "ls_1.gamma"));
      double[] more = feedForward(added, p, activation, epsilon);
      y[l] = plus(added, gained(more, p + "ls_2.gamma"));
    }
    return y;
  }

  static double[][] visible(double[][] x, IntPredicate sight) {
    return IntStream.range(0, x.length).filter(sight).mapToObj(l -> x[l]).toArray(double[][]::new);
  }

  /** Times a gain, where the weights have one. */
  private double[] gained(double[] x, String gain) {
    double[] by = weights.apply(gain);
    if (by == null) {
      return x;
    }
    double[] y = new double[x.length];
    Arrays.setAll(y, d -> x[d] * by[d]);
    return y;
  }

  double[] feedForward(double[] x, String p, DoubleUnaryOperator activation, double epsilon) {
    double[] h = linear(norm(x, p + "ln_2", epsilon), p + "mlp.c_fc");
    Arrays.setAll(h, i -> activation.applyAsDouble(h[i]));
    return linear(h, p + "mlp.c_proj");
  }

  /** What one position sees of all: {@code from} asks, {@code x} answers. */
  double[] look(double[] from, double[][] x, String p, int heads) {
    return attend(
        third(from, p, 0),
        each(x, row -> third(row, p, 1)),
        each(x, row -> third(row, p, 2)),
        heads);
  }

  static double[] attend(double[] q, double[][] k, double[][] v, int heads) {
    int width = q.length;
    int size = width / heads;
    double[] seen = new double[width];
    for (int head = 0; head < heads; head++) {
      double[] scores = new double[k.length];
      for (int l = 0; l < k.length; l++) {
        for (int d = head * size; d < (head + 1) * size; d++) {
          scores[l] += q[d] * k[l][d] / Math.sqrt(size);
        }
      }
      double highest = Arrays.stream(scores).max().orElseThrow();
      double sum = Arrays.stream(scores).map(score -> Math.exp(score - highest)).sum();
      for (int l = 0; l < k.length; l++) {
        for (int d = head * size; d < (head + 1) * size; d++) {
          seen[d] += Math.exp(scores[l] - highest) / sum * v[l][d];
        }
      }
    }
    return seen;
  }

  /** The query, key or value of a position: a third of the rows that are stacked. */
  double[] third(double[] x, String p, int which) {
    double[] weight = w(p + "in_proj_weight");
    double[] bias = w(p + "in_proj_bias");
    double[] y = new double[x.length];
    for (int o = 0; o < y.length; o++) {
      int row = which * x.length + o;
      y[o] = bias[row];
      for (int i = 0; i < x.length; i++) {
        y[o] += weight[row * x.length + i] * x[i];
      }
    }
    return y;
  }

  double[] linear(double[] x, String name) {
    return linear(x, w(name + ".weight"), w(name + ".bias"));
  }

  static double[] linear(double[] x, double[] weight, double[] bias) {
    double[] y = bias.clone();
    for (int o = 0; o < y.length; o++) {
      for (int i = 0; i < x.length; i++) {
        y[o] += weight[o * x.length + i] * x[i];
      }
    }
    return y;
  }

  double[] norm(double[] x, String name, double epsilon) {
    double[] gain = w(name + ".weight");
    double[] bias = w(name + ".bias");
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] y = new double[x.length];
    Arrays.setAll(y, d -> (x[d] - mean) / Math.sqrt(variance + epsilon) * gain[d] + bias[d]);
    return y;
  }

  static double[] plus(double[] x, double[] y) {
    double[] sum = new double[x.length];
    Arrays.setAll(sum, d -> x[d] + y[d]);
    return sum;
  }

  static double[] mean(double[][] x) {
    double[] mean = new double[x[0].length];
    Arrays.setAll(mean, d -> Arrays.stream(x).mapToDouble(row -> row[d]).average().orElseThrow());
    return mean;
  }

  static double[][] each(double[][] x, Function<double[], double[]> layer) {
    return Arrays.stream(x).map(layer).toArray(double[][]::new);
  }

  static DoubleUnaryOperator activation(Activation activation) {
    return switch (activation) {
      case QUICK_GELU -> Fp64::quickGelu;
      case GELU -> Fp64::gelu;
      case GELU_TANH -> Fp64::tanhGelu;
    };
  }
}
