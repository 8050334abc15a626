package io.clipstream.model;

/**
 * The text transformer: causal attention over byte-pair tokens, pooled at the end token (paper,
 * section 2.4).
 *
 * @param contextLength positions, start and end token included
 * @param vocabularySize number of tokens
 * @param width channels of the residual stream
 * @param layers number of blocks
 * @param heads attention heads; must divide {@code width}
 * @param mlpWidth channels inside the feed-forward layers
 * @param activation the feed-forward layers' non-linearity
 * @param layerNormEpsilon added to the variance in every layer norm
 * @param endToken id of the token whose position is pooled (its first occurrence), or {@link
 *     #HIGHEST_ID} for the position of the highest id in the sequence
 */
public record TextTower(
    int contextLength,
    int vocabularySize,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    Activation activation,
    double layerNormEpsilon,
    int endToken) {
  /** Pool at the highest id, as the original code does; what a legacy end token of 2 means. */
  public static final int HIGHEST_ID = -1;

  public TextTower {
    Checks.positive("context length", contextLength);
    Checks.positive("vocabulary size", vocabularySize);
    Checks.positive("layers", layers);
    Checks.positive("feed-forward width", mlpWidth);
    Checks.divides("attention heads", heads, "width", width);
    Checks.notNull("activation", activation);
    if (endToken < HIGHEST_ID || endToken >= vocabularySize) {
      throw new ModelException(
          "end token is "
              + endToken
              + ", expected an id below the vocabulary size "
              + vocabularySize);
    }
  }
}
