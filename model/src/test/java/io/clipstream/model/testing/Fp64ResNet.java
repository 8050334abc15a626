package io.clipstream.model.testing;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.ModifiedResNet;
import java.util.Map;

/** The modified ResNet in double precision, with running statistics. */
final class Fp64ResNet {
  private final Map<String, NDArray> weights;

  Fp64ResNet(Map<String, NDArray> weights) {
    this.weights = weights;
  }

  private float[] w(String name) {
    return weights.get("visual." + name).toFloatArray();
  }

  /** Features [E] of a picture [3 * S * S]. */
  double[] image(ModifiedResNet tower, double[] pixels) {
    int side = tower.imageSize();
    double[][] x = new double[3][side * side];
    for (int c = 0; c < 3; c++) {
      System.arraycopy(pixels, c * side * side, x[c], 0, side * side);
    }
    x = relu(normed(x, "conv1", "bn1", 2));
    x = relu(normed(x, "conv2", "bn2", 1));
    x = pooled(relu(normed(x, "conv3", "bn3", 1)));
    for (int stage = 0; stage < 4; stage++) {
      for (int i = 0; i < tower.layers().get(stage); i++) {
        x = bottleneck(x, "layer" + (stage + 1) + "." + i + ".", stage > 0 && i == 0, i == 0);
      }
    }
    return attentionPool(x, tower.heads());
  }

  private double[][] bottleneck(double[][] x, String p, boolean halves, boolean first) {
    double[][] h = relu(normed(x, p + "conv1", p + "bn1", 1));
    h = relu(normed(h, p + "conv2", p + "bn2", 1));
    h = normed(halves ? pooled(h) : h, p + "conv3", p + "bn3", 1);
    double[][] shortcut = x;
    if (first) {
      shortcut = normed(halves ? pooled(x) : x, p + "downsample.0", p + "downsample.1", 1);
    }
    Fp64.addTo(h, shortcut);
    return relu(h);
  }

  private double[] attentionPool(double[][] x, int heads) {
    int places = x[0].length + 1;
    float[] positions = w("attnpool.positional_embedding");
    double[][] h = new double[x.length][places];
    for (int d = 0; d < x.length; d++) {
      for (int l = 1; l < places; l++) {
        h[d][0] += x[d][l - 1] / (places - 1);
        h[d][l] = x[d][l - 1] + positions[l * x.length + d];
      }
      h[d][0] += positions[d];
    }
    double[][] y =
        Fp64.attention(projected(h, "q"), projected(h, "k"), projected(h, "v"), heads, false);
    return Fp64.position(projected(y, "c"), 0);
  }

  private double[][] projected(double[][] x, String part) {
    String name = "attnpool." + part + "_proj.";
    return Fp64.linear(x, w(name + "weight"), w(name + "bias"));
  }

  /** A convolution that keeps the size but for its stride, and its batch norm. */
  private double[][] normed(double[][] x, String conv, String bn, int stride) {
    double[][] y = convolution(x, weights.get("visual." + conv + ".weight"), stride);
    float[] gain = w(bn + ".weight");
    float[] bias = w(bn + ".bias");
    float[] mean = w(bn + ".running_mean");
    float[] variance = w(bn + ".running_var");
    for (int o = 0; o < y.length; o++) {
      double scale = gain[o] / Math.sqrt(variance[o] + 1e-5);
      for (int i = 0; i < y[o].length; i++) {
        y[o][i] = (y[o][i] - mean[o]) * scale + bias[o];
      }
    }
    return y;
  }

  private static double[][] convolution(double[][] x, NDArray kernels, int stride) {
    int side = (int) Math.sqrt(x[0].length);
    int out = (int) kernels.getShape().get(0);
    int kernel = (int) kernels.getShape().get(2);
    float[] weight = kernels.toFloatArray();
    double[][] y = new double[out][(side / stride) * (side / stride)];
    for (int o = 0; o < out; o++) {
      for (int c = 0; c < x.length; c++) {
        for (int k = 0; k < kernel * kernel; k++) {
          double tap = weight[(o * x.length + c) * kernel * kernel + k];
          addShifted(y[o], x[c], tap, k / kernel - kernel / 2, k % kernel - kernel / 2, stride);
        }
      }
    }
    return y;
  }

  /** Adds {@code tap} times the picture moved by (dy, dx), zero outside. */
  private static void addShifted(double[] y, double[] x, double tap, int dy, int dx, int stride) {
    int side = (int) Math.sqrt(x.length);
    for (int i = 0; i < y.length; i++) {
      int row = i / (side / stride) * stride + dy;
      int column = i % (side / stride) * stride + dx;
      if (row >= 0 && row < side && column >= 0 && column < side) {
        y[i] += tap * x[row * side + column];
      }
    }
  }

  private static double[][] pooled(double[][] x) {
    int side = (int) Math.sqrt(x[0].length);
    double[][] y = new double[x.length][x[0].length / 4];
    for (int c = 0; c < x.length; c++) {
      for (int i = 0; i < x[c].length; i++) {
        y[c][i / side / 2 * (side / 2) + i % side / 2] += x[c][i] / 4;
      }
    }
    return y;
  }

  private static double[][] relu(double[][] x) {
    Fp64.apply(x, v -> Math.max(0, v));
    return x;
  }
}
