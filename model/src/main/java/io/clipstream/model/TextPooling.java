package io.clipstream.model;

import java.util.function.Function;

/** Which position of an {@link OpenTextTransformer} becomes the text's vector. */
public sealed interface TextPooling {
  /** What one of the three makes of the pooling, by its kind. */
  <R> R match(
      Function<? super Position, ? extends R> position,
      Function<? super EndToken, ? extends R> endToken,
      Function<? super ClassEmbedding, ? extends R> classEmbedding);

  /** A place that needs no number. */
  enum Position implements TextPooling {
    FIRST,
    /** Of the context, padding included. */
    LAST,
    /** Where the highest id stands, as the original code does. */
    HIGHEST;

    @Override
    public <R> R match(
        Function<? super Position, ? extends R> position,
        Function<? super EndToken, ? extends R> endToken,
        Function<? super ClassEmbedding, ? extends R> classEmbedding) {
      return position.apply(this);
    }
  }

  /**
   * Where a token first stands; the first position if it does not.
   *
   * @param id of the token
   */
  record EndToken(int id) implements TextPooling {
    @Override
    public <R> R match(
        Function<? super Position, ? extends R> position,
        Function<? super EndToken, ? extends R> endToken,
        Function<? super ClassEmbedding, ? extends R> classEmbedding) {
      return endToken.apply(this);
    }
  }

  /**
   * A learned vector behind the context (Yu et al. 2022, "CoCa"). As in released weights a position
   * is looked at if the token in front of it is no padding, the first always: so one padding is.
   *
   * @param padding id of the token that texts are filled up with
   */
  record ClassEmbedding(int padding) implements TextPooling {
    @Override
    public <R> R match(
        Function<? super Position, ? extends R> position,
        Function<? super EndToken, ? extends R> endToken,
        Function<? super ClassEmbedding, ? extends R> classEmbedding) {
      return classEmbedding.apply(this);
    }
  }
}
