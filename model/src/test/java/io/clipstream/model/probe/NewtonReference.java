package io.clipstream.model.probe;

/**
 * The optimum by Newton's method with the whole Hessian, sharing no code with what it tests.
 * Intercepts may all be raised by one number without changing anything, so half the square of their
 * sum is added: it is 0 at the optimum.
 */
final class NewtonReference {
  private NewtonReference() {}

  /** Weights [D + 1, L], row by row. */
  static double[] solve(Examples examples, double strength) {
    int d = examples.width() + 1;
    int l = examples.classes();
    double[] w = new double[d * l];
    for (int round = 0; round < 100; round++) {
      double[][] hessian = new double[d * l][d * l + 1];
      double[] gradient = new double[d * l];
      for (int i = 0; i < examples.size(); i++) {
        add(examples.features()[i], examples.labels()[i], l, w, gradient, hessian);
      }
      penalise(strength, d, l, w, gradient, hessian);
      for (int i = 0; i < w.length; i++) {
        hessian[i][w.length] = gradient[i];
      }
      double[] step = gauss(hessian);
      for (int i = 0; i < w.length; i++) {
        w[i] -= step[i];
      }
    }
    return w;
  }

  private static void add(
      double[] row, int label, int l, double[] w, double[] gradient, double[][] hessian) {
    double[] x = java.util.Arrays.copyOf(row, row.length + 1);
    x[row.length] = 1;
    double[] p = probabilities(x, l, w);
    for (int a = 0; a < w.length; a++) {
      int own = a % l;
      gradient[a] += x[a / l] * (p[own] - (own == label ? 1 : 0));
      for (int b = 0; b < w.length; b++) {
        int other = b % l;
        hessian[a][b] += x[a / l] * x[b / l] * p[own] * ((own == other ? 1 : 0) - p[other]);
      }
    }
  }

  private static double[] probabilities(double[] x, int l, double[] w) {
    double[] p = new double[l];
    double sum = 0;
    for (int c = 0; c < l; c++) {
      double score = 0;
      for (int j = 0; j < x.length; j++) {
        score += x[j] * w[j * l + c];
      }
      p[c] = Math.exp(score);
      sum += p[c];
    }
    for (int c = 0; c < l; c++) {
      p[c] /= sum;
    }
    return p;
  }

  private static void penalise(
      double strength, int d, int l, double[] w, double[] gradient, double[][] hessian) {
    int intercepts = (d - 1) * l;
    for (int a = 0; a < intercepts; a++) {
      gradient[a] += strength * w[a];
      hessian[a][a] += strength;
    }
    double sum = 0;
    for (int a = intercepts; a < d * l; a++) {
      sum += w[a];
    }
    for (int a = intercepts; a < d * l; a++) {
      gradient[a] += sum;
      for (int b = intercepts; b < d * l; b++) {
        hessian[a][b] += 1;
      }
    }
  }

  /** The solution of rows whose last column is the right side. */
  private static double[] gauss(double[][] rows) {
    int n = rows.length;
    for (int i = 0; i < n; i++) {
      int pivot = i;
      for (int r = i + 1; r < n; r++) {
        pivot = Math.abs(rows[r][i]) > Math.abs(rows[pivot][i]) ? r : pivot;
      }
      double[] swapped = rows[i];
      rows[i] = rows[pivot];
      rows[pivot] = swapped;
      for (int r = 0; r < n; r++) {
        double factor = r == i ? 0 : rows[r][i] / rows[i][i];
        for (int c = i; c <= n && factor != 0; c++) {
          rows[r][c] -= factor * rows[i][c];
        }
      }
    }
    double[] solution = new double[n];
    for (int i = 0; i < n; i++) {
      solution[i] = rows[i][n] / rows[i][i];
    }
    return solution;
  }
}
