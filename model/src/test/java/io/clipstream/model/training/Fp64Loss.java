package io.clipstream.model.training;

/**
 * The symmetric contrastive loss in double precision, straight from its definition: mean
 * cross-entropy along the rows and the columns of exp(s) I T', targets shared by the pairs of a
 * group.
 */
final class Fp64Loss {
  private Fp64Loss() {}

  static double of(double[][] images, double[][] texts, double logScale, long[] groups) {
    double[][] logits = logits(images, texts, logScale);
    return 0.5 * (crossEntropy(logits, groups) + crossEntropy(transposed(logits), groups));
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
