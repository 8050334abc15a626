package io.clipstream.model.testing;

import io.clipstream.model.Activation;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * SigLIP's towers in double precision, written from their description: a picture is read patch by
 * patch where it lies, and every layer is a loop over one position at a time. Activations are
 * [positions][channels].
 */
final class Fp64Siglip {
  private final Function<String, double[]> weights;

  Fp64Siglip(Function<String, double[]> weights) {
    this.weights = weights;
  }

  /** Features [E] of a picture [3 * S * S]. */
  double[] image(SiglipVisionTransformer tower, double[] pixels) {
    double[] kernel = weights.apply("visual.conv1.weight");
    double[] bias = weights.apply("visual.conv1.bias");
    double[] places = weights.apply("visual.positional_embedding");
    int width = tower.width();
    double[][] x = new double[tower.positions()][width];
    for (int l = 0; l < x.length; l++) {
      for (int d = 0; d < width; d++) {
        x[l][d] = bias[d] + places[l * width + d] + patch(tower, pixels, kernel, l, d);
      }
    }
    DoubleUnaryOperator activation = activation(tower.activation());
    for (int i = 0; i < tower.layers(); i++) {
      String block = "visual.transformer.resblocks." + i + ".";
      x = block(x, block, tower.heads(), activation, tower.layerNormEpsilon());
    }
    x = each(x, row -> norm(row, "visual.ln_post", tower.layerNormEpsilon()));
    return pool(x, tower.heads(), activation, tower.layerNormEpsilon());
  }

  /** What channel {@code d} of the convolution sees of patch {@code l}. */
  private static double patch(
      SiglipVisionTransformer tower, double[] pixels, double[] kernel, int l, int d) {
    int p = tower.patchSize();
    int side = tower.imageSize();
    int top = l / tower.grid() * p;
    int left = l % tower.grid() * p;
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

  /** A learned query looks at all positions; what it sees goes through a feed-forward layer. */
  private double[] pool(double[][] x, int heads, DoubleUnaryOperator activation, double epsilon) {
    double[] query = weights.apply("visual.pool.query");
    double[] h = look(query, x, "visual.pool.attn.", heads);
    double[] seen = linear(h, "visual.pool.attn.out_proj");
    return plus(seen, feedForward(seen, "visual.pool.", activation, epsilon));
  }

  /** Features [E] of a text. */
  double[] text(SiglipTextTransformer tower, long[] ids) {
    double[] tokens = weights.apply("token_embedding.weight");
    double[] places = weights.apply("positional_embedding");
    int width = tower.width();
    double[][] x = new double[ids.length][width];
    for (int l = 0; l < ids.length; l++) {
      for (int d = 0; d < width; d++) {
        x[l][d] = tokens[(int) ids[l] * width + d] + places[l * width + d];
      }
    }
    DoubleUnaryOperator activation = activation(tower.activation());
    for (int i = 0; i < tower.layers(); i++) {
      String block = "transformer.resblocks." + i + ".";
      x = block(x, block, tower.heads(), activation, tower.layerNormEpsilon());
    }
    double[] last = norm(x[ids.length - 1], "ln_final", tower.layerNormEpsilon());
    return linear(last, "text_projection");
  }

  private double[][] block(
      double[][] x, String p, int heads, DoubleUnaryOperator activation, double epsilon) {
    double[][] h = each(x, row -> norm(row, p + "ln_1", epsilon));
    double[][] y = new double[x.length][];
    for (int l = 0; l < x.length; l++) {
      double[] seen = linear(look(h[l], h, p + "attn.", heads), p + "attn.out_proj");
      double[] added = plus(x[l], seen);
      y[l] = plus(added, feedForward(added, p, activation, epsilon));
    }
    return y;
  }

  private double[] feedForward(
      double[] x, String p, DoubleUnaryOperator activation, double epsilon) {
    double[] h = linear(norm(x, p + "ln_2", epsilon), p + "mlp.c_fc");
    Arrays.setAll(h, i -> activation.applyAsDouble(h[i]));
    return linear(h, p + "mlp.c_proj");
  }

  /** What one position sees of all: {@code from} asks, {@code x} answers. */
  private double[] look(double[] from, double[][] x, String p, int heads) {
    int width = from.length;
    double[] q = third(from, p, 0);
    double[][] k = each(x, row -> third(row, p, 1));
    double[][] v = each(x, row -> third(row, p, 2));
    int size = width / heads;
    double[] seen = new double[width];
    for (int head = 0; head < heads; head++) {
      double[] scores = new double[x.length];
      for (int l = 0; l < x.length; l++) {
        for (int d = head * size; d < (head + 1) * size; d++) {
          scores[l] += q[d] * k[l][d] / Math.sqrt(size);
        }
      }
      double highest = Arrays.stream(scores).max().orElseThrow();
      double sum = Arrays.stream(scores).map(score -> Math.exp(score - highest)).sum();
      for (int l = 0; l < x.length; l++) {
        for (int d = head * size; d < (head + 1) * size; d++) {
          seen[d] += Math.exp(scores[l] - highest) / sum * v[l][d];
        }
      }
    }
    return seen;
  }

  /** The query, key or value of a position: a third of the rows that are stacked. */
  private double[] third(double[] x, String p, int which) {
    double[] weight = weights.apply(p + "in_proj_weight");
    double[] bias = weights.apply(p + "in_proj_bias");
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

  private double[] linear(double[] x, String name) {
    double[] weight = weights.apply(name + ".weight");
    double[] y = weights.apply(name + ".bias").clone();
    for (int o = 0; o < y.length; o++) {
      for (int i = 0; i < x.length; i++) {
        y[o] += weight[o * x.length + i] * x[i];
      }
    }
    return y;
  }

  private double[] norm(double[] x, String name, double epsilon) {
    double[] gain = weights.apply(name + ".weight");
    double[] bias = weights.apply(name + ".bias");
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] y = new double[x.length];
    Arrays.setAll(y, d -> (x[d] - mean) / Math.sqrt(variance + epsilon) * gain[d] + bias[d]);
    return y;
  }

  private static double[] plus(double[] x, double[] y) {
    double[] sum = new double[x.length];
    Arrays.setAll(sum, d -> x[d] + y[d]);
    return sum;
  }

  private static double[][] each(double[][] x, Function<double[], double[]> layer) {
    return Arrays.stream(x).map(layer).toArray(double[][]::new);
  }

  private static DoubleUnaryOperator activation(Activation activation) {
    return switch (activation) {
      case QUICK_GELU -> Fp64::quickGelu;
      case GELU -> Fp64::gelu;
      case GELU_TANH -> Fp64::tanhGelu;
    };
  }
}
