package io.clipstream.model;

import java.util.function.Function;

/** What an {@link OpenVisionTransformer} makes of its positions: one vector a picture. */
public sealed interface ImagePooling {
  /** What one of the two makes of the pooling, by its kind. */
  <R> R match(
      Function<? super Positions, ? extends R> positions,
      Function<? super Attention, ? extends R> attention);

  /** Positions as the last block leaves them. */
  enum Positions implements ImagePooling {
    /** The class token alone, through the last norm. */
    CLASS_TOKEN,
    /** The mean over the patches, each of which goes through the last norm. */
    MEAN_OF_NORMED,
    /** The mean over the patches, which goes through the last norm. */
    NORMED_MEAN;

    @Override
    public <R> R match(
        Function<? super Positions, ? extends R> positions,
        Function<? super Attention, ? extends R> attention) {
      return positions.apply(this);
    }
  }

  /**
   * Learned queries look at all positions, in the embedding space's width (Yu et al. 2022, "CoCa").
   * Only the first gives the picture's vector; the others are for a decoder of captions, and are
   * kept.
   *
   * @param queries number of learned queries
   * @param heads attention heads; must divide the embedding dimension
   */
  record Attention(int queries, int heads) implements ImagePooling {
    public Attention {
      Checks.positive("pooling queries", queries);
      Checks.positive("pooling heads", heads);
    }

    @Override
    public <R> R match(
        Function<? super Positions, ? extends R> positions,
        Function<? super Attention, ? extends R> attention) {
      return attention.apply(this);
    }
  }
}
