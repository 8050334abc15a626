package io.clipstream.model.testing;

import java.util.function.DoubleUnaryOperator;

/** Layers in double precision and plain loops. Activations are [channels][positions]. */
final class Fp64 {
  private Fp64() {}

  /**
   * @param x [I][L]
   * @param weight [O, I]
   * @param bias [O], or null
   * @return [O][L]
   */
  static double[][] linear(double[][] x, double[] weight, double[] bias) {
    int in = x.length;
    int out = weight.length / in;
    double[][] y = new double[out][x[0].length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        addScaled(y[o], x[i], weight[o * in + i]);
      }
      if (bias != null) {
        add(y[o], bias[o]);
      }
    }
    return y;
  }

  /** A vector times a matrix [I, O]. */
  static double[] project(double[] x, double[] matrix) {
    int out = matrix.length / x.length;
    double[] y = new double[out];
    for (int i = 0; i < x.length; i++) {
      for (int o = 0; o < out; o++) {
        y[o] += x[i] * matrix[i * out + o];
      }
    }
    return y;
  }

  static double[][] layerNorm(double[][] x, double[] gain, double[] bias, double epsilon) {
    double[][] y = new double[x.length][x[0].length];
    for (int l = 0; l < x[0].length; l++) {
      double mean = 0;
      double square = 0;
      for (double[] channel : x) {
        mean += channel[l] / x.length;
      }
      for (double[] channel : x) {
        square += (channel[l] - mean) * (channel[l] - mean) / x.length;
      }
      for (int d = 0; d < x.length; d++) {
        y[d][l] = (x[d][l] - mean) / Math.sqrt(square + epsilon) * gain[d] + bias[d];
      }
    }
    return y;
  }

  /** Attention of queries, keys and values, each [D][L]. */
  static double[][] attention(double[][] q, double[][] k, double[][] v, int heads, boolean causal) {
    int size = q.length / heads;
    double[][] y = new double[q.length][q[0].length];
    for (int head = 0; head < heads; head++) {
      for (int to = 0; to < q[0].length; to++) {
        double[] shares = shares(q, k, head * size, size, to, causal ? to + 1 : q[0].length);
        for (int d = head * size; d < (head + 1) * size; d++) {
          for (int from = 0; from < shares.length; from++) {
            y[d][to] += shares[from] * v[d][from];
          }
        }
      }
    }
    return y;
  }

  private static double[] shares(
      double[][] q, double[][] k, int start, int size, int to, int seen) {
    double[] scores = new double[seen];
    for (int d = start; d < start + size; d++) {
      for (int from = 0; from < seen; from++) {
        scores[from] += q[d][to] * k[d][from] / Math.sqrt(size);
      }
    }
    return softmax(scores);
  }

  static double[] softmax(double[] scores) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      highest = Math.max(highest, score);
    }
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      shares[i] = Math.exp(scores[i] - highest);
      sum += shares[i];
    }
    for (int i = 0; i < scores.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  static double quickGelu(double x) {
    return x / (1 + Math.exp(-1.702 * x));
  }

  static double gelu(double x) {
    return 0.5 * x * (1 + erf(x / Math.sqrt(2)));
  }

  /** Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", section 2. */
  static double tanhGelu(double x) {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  /** A series of positive terms only: exp(-x^2) times the sum of 2^n x^(2n+1) / (2n+1)!!. */
  private static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  static void apply(double[][] x, DoubleUnaryOperator function) {
    for (double[] channel : x) {
      for (int i = 0; i < channel.length; i++) {
        channel[i] = function.applyAsDouble(channel[i]);
      }
    }
  }

  static void addTo(double[][] x, double[][] y) {
    for (int d = 0; d < x.length; d++) {
      addScaled(x[d], y[d], 1);
    }
  }

  static double[] position(double[][] x, int at) {
    double[] channels = new double[x.length];
    for (int d = 0; d < x.length; d++) {
      channels[d] = x[d][at];
    }
    return channels;
  }

  private static void addScaled(double[] to, double[] from, double factor) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }

  private static void add(double[] to, double number) {
    for (int i = 0; i < to.length; i++) {
      to[i] += number;
    }
  }
}
