package io.clipstream.model;

import java.util.function.Function;

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
public record CausalTextTransformer(
    int contextLength,
    int vocabularySize,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    Activation activation,
    double layerNormEpsilon,
    int endToken)
    implements TextTower {
  /** Pool at the highest id, as the original code does; what a legacy end token of 2 means. */
  public static final int HIGHEST_ID = -1;

  public CausalTextTransformer {
    Checks.text(contextLength, vocabularySize, width, layers, heads, mlpWidth, activation);
    if (endToken < HIGHEST_ID || endToken >= vocabularySize) {
      throw new ModelException(
          "end token is "
              + endToken
              + ", expected an id below the vocabulary size "
              + vocabularySize);
    }
  }

  /** No position sees those behind it. */
  @Override
  public int positions(int longest) {
    return longest;
  }

  @Override
  public <R> R match(
      Function<? super CausalTextTransformer, ? extends R> causal,
      Function<? super SiglipTextTransformer, ? extends R> siglip,
      Function<? super OpenTextTransformer, ? extends R> open,
      Function<? super RobertaTextTransformer, ? extends R> roberta) {
    return causal.apply(this);
  }
}
