package io.clipstream.model.encoder;

/** A form of weights, with the engine's operator that multiplies by it. */
public enum Kernel {
  /** As they are stored: the engine's plain product. */
  PLAIN(0),
  /** Packed by oneDNN, which is told to expect products of one row. */
  PACKED_FOR_ONE(1),
  /** Packed by oneDNN, which is told to expect products of many rows. */
  PACKED_FOR_MANY(400);

  private final long rows;

  Kernel(long rows) {
    this.rows = rows;
  }

  /** How many rows oneDNN is told to expect; 0 if it has no part. */
  public long rows() {
    return rows;
  }

  boolean isPacked() {
    return this != PLAIN;
  }
}
