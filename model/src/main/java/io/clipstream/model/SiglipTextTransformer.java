package io.clipstream.model;

import java.util.function.Function;

/**
 * SigLIP's text transformer (Zhai et al. 2023, "Sigmoid Loss for Language Image Pre-Training"):
 * every position sees every other, padding too, so that a text always takes the whole context; the
 * last position is pooled, and a linear layer with a bias projects it.
 *
 * @param contextLength positions
 * @param vocabularySize number of tokens
 * @param width channels of the residual stream
 * @param layers number of blocks
 * @param heads attention heads; must divide {@code width}
 * @param mlpWidth channels inside the feed-forward layers
 * @param activation the feed-forward layers' non-linearity
 * @param layerNormEpsilon added to the variance in every layer norm
 */
public record SiglipTextTransformer(
    int contextLength,
    int vocabularySize,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    Activation activation,
    double layerNormEpsilon)
    implements TextTower {
  public SiglipTextTransformer {
    Checks.text(contextLength, vocabularySize, width, layers, heads, mlpWidth, activation);
  }

  /** The whole context. */
  @Override
  public int positions(int longest) {
    return contextLength;
  }

  @Override
  public <R> R match(
      Function<? super CausalTextTransformer, ? extends R> causal,
      Function<? super SiglipTextTransformer, ? extends R> siglip,
      Function<? super OpenTextTransformer, ? extends R> open,
      Function<? super RobertaTextTransformer, ? extends R> roberta) {
    return siglip.apply(this);
  }
}
