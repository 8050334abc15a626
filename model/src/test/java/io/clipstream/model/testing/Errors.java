package io.clipstream.model.testing;

import ai.djl.ndarray.NDArray;

/** How far numbers are off. */
public final class Errors {
  private Errors() {}

  /** L2 of the difference over L2 of the expected. */
  public static double relative(NDArray found, double[] expected) {
    return relative(doubles(found), expected);
  }

  /** L2 of the difference over L2 of the expected. */
  public static double relative(NDArray found, NDArray expected) {
    return relative(doubles(found), doubles(expected));
  }

  /** L2 of the difference over L2 of the expected. */
  public static double relative(double[] found, double[] expected) {
    if (found.length != expected.length) {
      throw new AssertionError(found.length + " numbers, expected " + expected.length);
    }
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < found.length; i++) {
      difference += (found[i] - expected[i]) * (found[i] - expected[i]);
      norm += expected[i] * expected[i];
    }
    return difference == 0 ? 0 : Math.sqrt(difference / norm);
  }

  /** The numbers of a float32 array. */
  public static double[] doubles(NDArray array) {
    float[] floats = array.toFloatArray();
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }
}
