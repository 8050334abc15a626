package io.clipstream.model.checkpoint;

/**
 * The largest numbers that a configuration may ask for: several times what any published model has,
 * and small enough that no sum or product of them overflows.
 */
final class Bounds {
  static final int WIDTH = 1 << 16;
  static final int LAYERS = 1 << 10;
  static final int IMAGE_SIZE = 1 << 13;
  static final int CONTEXT = 1 << 16;
  static final int VOCABULARY = 1 << 24;

  private Bounds() {}
}
