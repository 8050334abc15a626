package io.clipstream.model.training;

/**
 * The losses in double precision, straight from their definitions. The symmetric contrastive one:
 * mean cross-entropy along the rows and the columns of exp(s) I T', targets shared by the pairs of
 * a group.
 */
final class Fp64Loss {
  private Fp64Loss() {}

  static double of(double[][] images, double[][] texts, double logScale, long[] groups) {
    double[][] logits = logits(images, texts, logScale);
    return 0.5 * (crossEntropy(logits, groups) + crossEntropy(transposed(logits), groups));
  }

  /**
   * The pairwise sigmoid loss: -1/N times the sum of log sigmoid(z (S + b)), z = 1 on the diagonal.
   */
  static double sigmoid(double[][] images, double[][] texts, double logScale, double bias) {
    double[][] logits = logits(images, texts, logScale);
    double loss = 0;
    for (int i = 0; i < logits.length; i++) {
      for (int j = 0; j < logits.length; j++) {
        double z = i == j ? 1 : -1;
        loss += Math.log1p(Math.exp(-z * (logits[i][j] + bias)));
      }
    }
    return loss / logits.length;
  }

  private static double[][] logits(double[][] images, double[][] texts, double logScale) {
    double[][] logits = new double[images.length][texts.length];
    for (int i = 0; i < images.length; i++) {
      for (int j = 0; j < texts.length; j++) {
        for (int e = 0; e < images[i].length; e++) {
          logits[i][j] += Math.exp(logScale) * images[i][e] * texts[j][e];
        }
      }
    }
    return logits;
  }

  private static double crossEntropy(double[][] logits, long[] groups) {
    double loss = 0;
    for (int i = 0; i < logits.length; i++) {
      double sum = 0;
      double positives = 0;
      double positiveLogits = 0;
      for (int j = 0; j < logits.length; j++) {
        sum += Math.exp(logits[i][j]);
        if (groups[i] == groups[j]) {
          positives++;
          positiveLogits += logits[i][j];
        }
      }
      loss += Math.log(sum) - positiveLogits / positives;
    }
    return loss / logits.length;
  }

  private static double[][] transposed(double[][] x) {
    double[][] y = new double[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[i].length; j++) {
        y[j][i] = x[i][j];
      }
    }
    return y;
  }
}
