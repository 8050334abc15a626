package io.clipstream.model;

/** Preconditions of the configuration records, with messages for the person who wrote the file. */
final class Checks {
  private Checks() {}

  static void positive(String what, int value) {
    if (value < 1) {
      throw new ModelException(what + " is " + value + ", expected 1 or more");
    }
  }

  static void divides(String what, int divisor, String ofWhat, int value) {
    positive(what, divisor);
    positive(ofWhat, value);
    if (value % divisor != 0) {
      throw new ModelException(
          ofWhat + " is " + value + ", expected a multiple of " + what + ", which is " + divisor);
    }
  }

  /** What every text tower must be. */
  static void text(
      int contextLength,
      int vocabularySize,
      int width,
      int layers,
      int heads,
      int mlpWidth,
      Activation activation) {
    positive("context length", contextLength);
    positive("vocabulary size", vocabularySize);
    positive("layers", layers);
    positive("feed-forward width", mlpWidth);
    divides("attention heads", heads, "width", width);
    notNull("activation", activation);
  }

  /** A token must be one of the vocabulary. */
  static void token(String what, int id, int vocabularySize) {
    if (id < 0 || id >= vocabularySize) {
      throw new ModelException(
          what + " is " + id + ", expected an id below the vocabulary size " + vocabularySize);
    }
  }

  /** Zero where there is none. */
  static void layerScale(double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new ModelException("layer scale is " + value + ", expected 0 or more");
    }
  }

  static void notNull(String what, Object value) {
    if (value == null) {
      throw new ModelException(what + " is missing");
    }
  }
}
