package io.clipstream.model.checkpoint;

/**
 * Where the elements of a stored tensor go in the array that it becomes.
 *
 * @param offset elements of the array in front of the first
 * @param columns length of a stored row if the array is the transpose, 0 if it is not
 */
record Arrangement(int offset, int columns) {
  /** One after the other, from the start. */
  static Arrangement inRows() {
    return new Arrangement(0, 0);
  }

  /** One after the other, from element {@code offset}: a part of a stack. */
  static Arrangement behind(int offset) {
    return new Arrangement(offset, 0);
  }

  /** Rows become columns. */
  static Arrangement transposed(int columns) {
    return new Arrangement(0, columns);
  }

  boolean isTransposed() {
    return columns > 0;
  }

  /** Index in the array of the stored element {@code i} out of {@code size}. */
  int target(int i, int size) {
    if (!isTransposed()) {
      return offset + i;
    }
    int rows = size / columns;
    return i % columns * rows + i / columns;
  }
}
