package io.clipstream.model.testing;

import io.clipstream.model.ModifiedResNet;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The modified ResNet in double precision. Activations are [pictures][channels][places]. */
final class Fp64ResNet {
  private final Function<String, double[]> weights;
  private final boolean ofBatch;

  /**
   * @param ofBatch true if batch norms use the batch's statistics, false for the running ones
   */
  Fp64ResNet(Function<String, double[]> weights, boolean ofBatch) {
    this.weights = weights;
    this.ofBatch = ofBatch;
  }

  private double[] w(String name) {
    return weights.apply("visual." + name);
  }

  /** Features [N][E] of pictures [3 * S * S]. */
  double[][] images(ModifiedResNet tower, double[]... pixels) {
    double[][][] x = Arrays.stream(pixels).map(Fp64ResNet::channels).toArray(double[][][]::new);
    x = relu(normed(x, "conv1", "bn1", 3, 2));
    x = relu(normed(x, "conv2", "bn2", 3, 1));
    x = pooled(relu(normed(x, "conv3", "bn3", 3, 1)));
    for (int stage = 0; stage < 4; stage++) {
      for (int i = 0; i < tower.layers().get(stage); i++) {
        x = bottleneck(x, "layer" + (stage + 1) + "." + i + ".", stage > 0 && i == 0, i == 0);
      }
    }
    return Arrays.stream(x)
        .map(picture -> attentionPool(picture, tower.heads()))
        .toArray(double[][]::new);
  }

  private static double[][] channels(double[] pixels) {
    int places = pixels.length / 3;
    double[][] x = new double[3][];
    Arrays.setAll(x, c -> Arrays.copyOfRange(pixels, c * places, (c + 1) * places));
    return x;
  }

  private double[][][] bottleneck(double[][][] x, String p, boolean halves, boolean first) {
    double[][][] h = relu(normed(x, p + "conv1", p + "bn1", 1, 1));
    h = relu(normed(h, p + "conv2", p + "bn2", 3, 1));
    h = normed(halves ? pooled(h) : h, p + "conv3", p + "bn3", 1, 1);
    double[][][] shortcut = x;
    if (first) {
      shortcut = normed(halves ? pooled(x) : x, p + "downsample.0", p + "downsample.1", 1, 1);
    }
    for (int n = 0; n < h.length; n++) {
      Fp64.addTo(h[n], shortcut[n]);
    }
    return relu(h);
  }

  private double[] attentionPool(double[][] x, int heads) {
    int places = x[0].length + 1;
    double[] positions = w("attnpool.positional_embedding");
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
  private double[][][] normed(double[][][] x, String conv, String bn, int kernel, int stride) {
    double[] weight = w(conv + ".weight");
    double[][][] y = each(x, picture -> convolution(picture, weight, kernel, stride));
    double[] gain = w(bn + ".weight");
    double[] bias = w(bn + ".bias");
    double[] mean = ofBatch ? means(y, new double[gain.length], 1) : w(bn + ".running_mean");
    double[] variance = ofBatch ? means(y, mean, 2) : w(bn + ".running_var");
    for (double[][] picture : y) {
      for (int o = 0; o < picture.length; o++) {
        double scale = gain[o] / Math.sqrt(variance[o] + 1e-5);
        for (int i = 0; i < picture[o].length; i++) {
          picture[o][i] = (picture[o][i] - mean[o]) * scale + bias[o];
        }
      }
    }
    return y;
  }

  /** The mean of each channel's differences from {@code centre}, to a power. */
  private static double[] means(double[][][] x, double[] centre, int power) {
    double[] means = new double[centre.length];
    for (double[][] picture : x) {
      for (int c = 0; c < centre.length; c++) {
        for (double value : picture[c]) {
          means[c] += Math.pow(value - centre[c], power) / (x.length * picture[c].length);
        }
      }
    }
    return means;
  }

  private static double[][] convolution(double[][] x, double[] weight, int kernel, int stride) {
    int side = (int) Math.sqrt(x[0].length);
    int taps = kernel * kernel;
    double[][] y = new double[weight.length / x.length / taps][side / stride * (side / stride)];
    for (int o = 0; o < y.length; o++) {
      for (int c = 0; c < x.length; c++) {
        for (int k = 0; k < taps; k++) {
          double tap = weight[(o * x.length + c) * taps + k];
          addShifted(y[o], x[c], tap, k / kernel - kernel / 2, k % kernel - kernel / 2, stride);
        }
      }
    }
    return y;
  }

  /** Adds {@code tap} times the picture moved by (dy, dx), zero outside. */
  private static void addShifted(double[] y, double[] x, double tap, int dy, int dx, int stride) {
    int side = (int) Math.sqrt(x.length);
    int width = side / stride;
    for (int i = 0; i < width; i++) {
      int row = i * stride + dy;
      if (row >= 0 && row < side) {
        for (int j = 0; j < width; j++) {
          int column = j * stride + dx;
          if (column >= 0 && column < side) {
            y[i * width + j] += tap * x[row * side + column];
          }
        }
      }
    }
  }

  private static double[][][] pooled(double[][][] x) {
    return each(x, Fp64ResNet::halved);
  }

  private static double[][] halved(double[][] x) {
    int side = (int) Math.sqrt(x[0].length);
    double[][] y = new double[x.length][x[0].length / 4];
    for (int c = 0; c < x.length; c++) {
      for (int i = 0; i < x[c].length; i++) {
        y[c][i / side / 2 * (side / 2) + i % side / 2] += x[c][i] / 4;
      }
    }
    return y;
  }

  private static double[][][] relu(double[][][] x) {
    for (double[][] picture : x) {
      Fp64.apply(picture, v -> Math.max(0, v));
    }
    return x;
  }

  private static double[][][] each(double[][][] x, UnaryOperator<double[][]> layer) {
    return Arrays.stream(x).parallel().map(layer).toArray(double[][][]::new);
  }
}
