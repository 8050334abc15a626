package io.clipstream.model.checkpoint;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.RobertaTextTransformer;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.text.Tokenizer;
import java.nio.file.Path;

/** What a checkpoint must be before its encoders run. */
public final class SoundCheckpoint {
  private SoundCheckpoint() {}

  /**
   * Goes on if texts become ids that the text encoder knows.
   *
   * @throws ModelException if not
   */
  public static void requireFitting(Path directory, ClipConfig config, Tokenizer tokenizer) {
    int rows = config.text().vocabularySize();
    if (tokenizer.vocabularySize() > rows) {
      throw new ModelException(
          directory
              + ": the vocabulary has "
              + tokenizer.vocabularySize()
              + " tokens, expected at most the "
              + rows
              + " that the text encoder knows");
    }
    if (config.text() instanceof RobertaTextTransformer tower) {
      requirePadding(directory, tower.padding(), tokenizer);
    }
  }

  /** What a text is filled up with must be what the tower does not look at. */
  private static void requirePadding(Path directory, int padding, Tokenizer tokenizer) {
    long found = tokenizer.pad(new int[0])[0];
    if (found != padding) {
      throw new ModelException(
          directory
              + ": the vocabulary fills texts up with token "
              + found
              + ", expected "
              + padding
              + ", which the text encoder leaves out");
    }
  }

  /**
   * Goes on if all weights are numbers.
   *
   * @throws ModelException if not
   */
  public static void requireFinite(Path directory, Weights weights) {
    weights.arrays().forEach((name, array) -> requireFinite(directory, name, array));
  }

  private static void requireFinite(Path directory, String name, NDArray array) {
    try (NDArray sum = array.sum()) {
      if (!Float.isFinite(sum.getFloat())) {
        throw new ModelException(
            directory + ": tensor " + name + " holds NaN or infinity, expected numbers");
      }
    }
  }
}
