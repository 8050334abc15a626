package io.clipstream.model.encoder;

import io.clipstream.model.Precision;

/**
 * A product with weights: {@code [rows, in]} times the transpose of {@code [out, in]}.
 *
 * @param rows of a batch of one
 */
public record ProductShape(long rows, long in, long out, Precision precision) {
  /**
   * Below so many weights nothing is gained that one could measure: such products stay plain, so
   * that small models are not measured for nothing.
   */
  private static final long SMALL = 1 << 17;

  boolean isSmall() {
    return in * out < SMALL;
  }

  @Override
  public String toString() {
    return precision + "-" + rows + "x" + in + "x" + out;
  }
}
