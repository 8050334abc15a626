package io.clipstream.model;

import java.util.function.Function;

/** The shape of a text encoder: a transformer over tokens, of one of the families below. */
public sealed interface TextTower
    permits CausalTextTransformer,
        SiglipTextTransformer,
        OpenTextTransformer,
        RobertaTextTransformer {
  /** Positions, whatever marks the beginning and end of a text included. */
  int contextLength();

  /** Number of tokens. */
  int vocabularySize();

  /** Channels of the residual stream. */
  int width();

  /** Number of blocks. */
  int layers();

  /** Attention heads. */
  int heads();

  /** Channels inside the feed-forward layers. */
  int mlpWidth();

  /** The feed-forward layers' non-linearity. */
  Activation activation();

  /** Added to the variance in every layer norm. */
  double layerNormEpsilon();

  /**
   * Positions that a batch of texts takes: those behind the end of a text may be left out where
   * they change nothing.
   *
   * @param longest tokens of the longest text, at most the context length
   */
  int positions(int longest);

  /** What one of the four makes of the tower, by its family. */
  <R> R match(
      Function<? super CausalTextTransformer, ? extends R> causal,
      Function<? super SiglipTextTransformer, ? extends R> siglip,
      Function<? super OpenTextTransformer, ? extends R> open,
      Function<? super RobertaTextTransformer, ? extends R> roberta);
}
