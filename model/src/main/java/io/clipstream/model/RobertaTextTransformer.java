package io.clipstream.model;

import java.util.function.Function;

/**
 * XLM-RoBERTa's text encoder (Conneau et al. 2020, "Unsupervised Cross-lingual Representation
 * Learning at Scale"): every position sees every other but padding, a norm stands behind each
 * branch instead of in front of it, and the mean over what is no padding is projected.
 *
 * @param contextLength positions, start and end token included
 * @param vocabularySize number of tokens
 * @param width channels of the residual stream
 * @param layers number of blocks
 * @param heads attention heads; must divide {@code width}
 * @param mlpWidth channels inside the feed-forward layers
 * @param activation the feed-forward layers' non-linearity
 * @param layerNormEpsilon added to the variance in every layer norm
 * @param positionRows rows of the position embeddings: tokens are counted from {@code padding} + 1
 * @param padding id of the token that texts are filled up with
 * @param projection {@link TextProjection#LINEAR} or {@link TextProjection#MLP}
 */
public record RobertaTextTransformer(
    int contextLength,
    int vocabularySize,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    Activation activation,
    double layerNormEpsilon,
    int positionRows,
    int padding,
    TextProjection projection)
    implements TextTower {
  public RobertaTextTransformer {
    Checks.text(contextLength, vocabularySize, width, layers, heads, mlpWidth, activation);
    Checks.token("padding", padding, vocabularySize);
    if (contextLength > positionRows - padding - 1) {
      throw new ModelException(
          "context length is "
              + contextLength
              + ", expected at most "
              + (positionRows - padding - 1)
              + ": rows of the position embeddings behind that of padding");
    }
    if (projection != TextProjection.LINEAR && projection != TextProjection.MLP) {
      throw new ModelException("projection is " + projection + ", expected LINEAR or MLP");
    }
  }

  /** Channels between the two matrices of an MLP projection. */
  public int projectionWidth(int embeddingDimension) {
    return (width + embeddingDimension) / 2;
  }

  /** Nothing looks at padding. */
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
    return roberta.apply(this);
  }
}
