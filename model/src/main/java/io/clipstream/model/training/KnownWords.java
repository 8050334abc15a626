package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.text.WordVectors;
import java.util.Arrays;

/**
 * Gives tokens that are whole words the vectors of these words to begin with, in place of random
 * ones. A text encoder that learns from captions then also knows something of the words that they
 * do not have, by those that lie close.
 */
final class KnownWords {
  /** Random vectors have length 0.02 times the root of the width, 0.23 at 128. */
  private static final float LENGTH = 0.5f;

  private KnownWords() {}

  /**
   * @param vectors no wider than the text encoder
   * @param weights whose token embeddings are changed in place
   * @return how many tokens have vectors now
   */
  static int put(WordVectors vectors, Tokenizer tokenizer, Weights weights) {
    if (vectors.vectors().isEmpty()) {
      return 0;
    }
    NDArray table = weights.get("token_embedding.weight"); // [V, W]
    int width = Math.toIntExact(table.getShape().get(1));
    float[] rows = table.toFloatArray();
    int[] markers = tokenizer.marked(new int[0]);
    int known = 0;
    for (String word : vectors.words()) {
      int[] ids = tokenizer.encode(word);
      if (ids.length == markers.length + 1) {
        int token = ids[Arrays.mismatch(ids, markers)];
        put(vectors.vectors().get(word), rows, token * width, width);
        known++;
      }
    }
    try (NDArray staged = table.getManager().create(rows, table.getShape())) {
      staged.copyTo(table);
    }
    return known;
  }

  /** What the vector leaves of the row is zero. */
  private static void put(float[] vector, float[] rows, int at, int width) {
    for (int i = 0; i < width; i++) {
      rows[at + i] = i < vector.length ? LENGTH * vector[i] : 0;
    }
  }
}
