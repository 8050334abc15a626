package io.clipstream.model.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.encoder.Program;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/**
 * The objective of a {@link LinearProbe} on the engine, in float64: {@code (sum of cross-entropies
 * + strength / 2 * squared weights) / N}, intercepts apart from the squares.
 */
final class LogisticRegression implements DifferentiableFunction, AutoCloseable {
  /** Rows of scores that exist at once. */
  private static final long ROWS = 1024;

  private final NDManager scope;
  private final Program program;
  private NDManager curvatureScope;
  private NDList curvature;
  private final double[] mean;
  private final NDArray features;
  private final NDArray labels;
  private final double strength;
  private final int size;
  private final Shape shape;
  private final int classes;
  private final int penalised;

  LogisticRegression(NDManager parent, Examples examples, double strength) {
    this.scope = parent.newSubManager();
    this.curvatureScope = scope.newSubManager();
    this.program = Program.linearProbe(scope);
    this.mean = mean(examples);
    this.features = features(scope, examples, mean);
    this.labels = scope.create(Arrays.stream(examples.labels()).asLongStream().toArray());
    this.strength = strength;
    this.size = examples.size();
    this.shape = new Shape(examples.width() + 1, examples.classes());
    this.classes = examples.classes();
    this.penalised = examples.width() * examples.classes();
  }

  private static double[] mean(Examples examples) {
    double[] mean = new double[examples.width()];
    for (double[] row : examples.features()) {
      Vectors.add(mean, 1.0 / examples.size(), row);
    }
    return mean;
  }

  /** [N, D], float64, less {@code origin}. */
  static NDArray features(NDManager scope, Examples examples, double[] origin) {
    DoubleBuffer values = DoubleBuffer.allocate(examples.size() * examples.width());
    for (double[] row : examples.features()) {
      values.put(Vectors.difference(row, origin));
    }
    return scope.create(values.array(), new Shape(examples.size(), examples.width()));
  }

  /** The weights for features as they are. */
  double[] ofFeatures(double[] weights) {
    return moved(weights, -1);
  }

  /** The weights for features less their mean, as the objective has them. */
  double[] ofCentred(double[] weights) {
    return moved(weights, 1);
  }

  private double[] moved(double[] weights, double means) {
    double[] moved = weights.clone();
    for (int i = 0; i < penalised; i++) {
      moved[penalised + i % classes] += means * mean[i / classes] * weights[i];
    }
    return moved;
  }

  @Override
  public double at(double[] weights, double[] gradient) {
    double loss;
    try (NDManager inner = scope.newSubManager()) {
      NDArray w = inner.create(weights, shape);
      NDList found = program.infer(inner, "cross_entropy", features, labels, w, ROWS);
      loss = found.get(0).getDouble();
      System.arraycopy(found.get(1).toDoubleArray(), 0, gradient, 0, gradient.length);
    }
    double squares = 0;
    for (int i = 0; i < penalised; i++) {
      squares += weights[i] * weights[i];
      gradient[i] += strength * weights[i];
    }
    Vectors.scale(gradient, 1.0 / size);
    return (loss + strength / 2 * squares) / size;
  }

  @Override
  public void lookAtCurvature(double[] weights) {
    curvatureScope.close();
    curvatureScope = scope.newSubManager();
    try (NDManager inner = scope.newSubManager()) {
      NDArray w = inner.create(weights, shape);
      curvature = program.infer(curvatureScope, "over_curvature", features, w, strength, ROWS);
    }
  }

  @Override
  public double[] overCurvature(double[] vector) {
    try (NDManager inner = scope.newSubManager()) {
      NDArray v = inner.create(vector, shape);
      return program
          .infer(inner, "times", curvature.get(0), curvature.get(1), v)
          .singletonOrThrow()
          .toDoubleArray();
    }
  }

  @Override
  public void close() {
    program.close();
    scope.close();
  }
}
