package io.clipstream.model.testing;

import io.clipstream.model.ConvNeXt;
import java.util.Arrays;
import java.util.function.Function;

/**
 * ConvNeXt in double precision, written from its description. Feature maps are [places][channels],
 * row by row.
 */
final class Fp64ConvNeXt extends Fp64Rows {
  Fp64ConvNeXt(Function<String, double[]> weights) {
    super(weights);
  }

  /** Features [E] of a picture [3 * S * S]. */
  double[] image(ConvNeXt tower, double[] pixels) {
    double epsilon = tower.layerNormEpsilon();
    double[][] x = patches(places(pixels), 4, "visual.conv1");
    x = each(x, row -> norm(row, "visual.ln_pre", epsilon));
    for (int stage = 0; stage < 4; stage++) {
      String p = "visual.stages." + stage + ".";
      if (stage > 0) {
        x = patches(each(x, row -> norm(row, p + "ln_join", epsilon)), 2, p + "join");
      }
      for (int i = 0; i < tower.layers().get(stage); i++) {
        x = mixed(x, p + "blocks." + i + ".", epsilon);
      }
    }
    return projected(tower.projection(), norm(mean(x), "visual.ln_post", epsilon));
  }

  private double[] projected(ConvNeXt.Projection projection, double[] x) {
    if (projection == ConvNeXt.Projection.LINEAR) {
      return matrix(x, w("visual.proj.weight"));
    }
    double[] h = linear(x, "visual.proj.c_fc");
    Arrays.setAll(h, i -> Fp64.gelu(h[i]));
    return matrix(h, w("visual.proj.c_proj.weight"));
  }

  private static double[] matrix(double[] x, double[] weight) {
    return linear(x, weight, new double[weight.length / x.length]);
  }

  private static double[][] places(double[] pixels) {
    double[][] x = new double[pixels.length / 3][3];
    for (int l = 0; l < x.length; l++) {
      for (int c = 0; c < 3; c++) {
        x[l][c] = pixels[c * x.length + l];
      }
    }
    return x;
  }

  private static int side(double[][] x) {
    return (int) Math.sqrt(x.length);
  }

  /** A convolution whose stride {@code p} is its kernel's side; what is left over takes no part. */
  private double[][] patches(double[][] x, int p, String name) {
    double[] kernel = w(name + ".weight"); // [O, C, p, p]
    int from = side(x);
    int to = from / p;
    int channels = x[0].length;
    double[][] y = new double[to * to][];
    for (int l = 0; l < y.length; l++) {
      y[l] = w(name + ".bias").clone();
      for (int i = 0; i < channels * p * p; i++) {
        int row = l / to * p + i / p % p;
        int column = l % to * p + i % p;
        double value = x[row * from + column][i / (p * p)];
        for (int o = 0; o < y[l].length; o++) {
          y[l][o] += value * kernel[o * channels * p * p + i];
        }
      }
    }
    return y;
  }

  private double[][] mixed(double[][] x, String p, double epsilon) {
    double[][] seen = convolved(x, w(p + "conv_dw.weight"), w(p + "conv_dw.bias"));
    double[] gain = w(p + "ls_2.gamma");
    double[][] y = new double[x.length][];
    for (int l = 0; l < x.length; l++) {
      double[] more = feedForward(seen[l], p, Fp64::gelu, epsilon);
      Arrays.setAll(more, d -> more[d] * gain[d]);
      y[l] = plus(x[l], more);
    }
    return y;
  }

  /** Each channel by a kernel of 7 x 7, with zeros around the map. */
  private static double[][] convolved(double[][] x, double[] kernel, double[] bias) {
    int side = side(x);
    double[][] y = new double[x.length][];
    for (int l = 0; l < x.length; l++) {
      y[l] = bias.clone();
      for (int tap = 0; tap < 49; tap++) {
        int row = l / side + tap / 7 - 3;
        int column = l % side + tap % 7 - 3;
        if (row >= 0 && row < side && column >= 0 && column < side) {
          for (int c = 0; c < bias.length; c++) {
            y[l][c] += x[row * side + column][c] * kernel[c * 49 + tap];
          }
        }
      }
    }
    return y;
  }
}
