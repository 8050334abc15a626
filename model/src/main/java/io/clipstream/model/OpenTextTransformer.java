package io.clipstream.model;

import java.util.function.Function;

/**
 * A text transformer with options of OpenCLIP's that neither CLIP's nor SigLIP's has.
 *
 * @param contextLength positions, without that of a class embedding
 * @param vocabularySize number of tokens
 * @param width channels of the residual stream
 * @param layers number of blocks
 * @param heads attention heads; must divide {@code width}
 * @param mlpWidth channels inside the feed-forward layers
 * @param activation the feed-forward layers' non-linearity
 * @param layerNormEpsilon added to the variance in every layer norm
 * @param causal true if no position sees those behind it, else each sees all, padding too
 * @param pooling which position becomes the text's vector
 * @param projection any but {@link TextProjection#MLP}
 * @param layerScale what the gains behind the residual branches begin with; 0 if there are none
 */
public record OpenTextTransformer(
    int contextLength,
    int vocabularySize,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    Activation activation,
    double layerNormEpsilon,
    boolean causal,
    TextPooling pooling,
    TextProjection projection,
    double layerScale)
    implements TextTower {
  public OpenTextTransformer {
    Checks.text(contextLength, vocabularySize, width, layers, heads, mlpWidth, activation);
    Checks.notNull("pooling", pooling);
    Checks.notNull("projection", projection);
    Checks.layerScale(layerScale);
    if (pooling instanceof TextPooling.EndToken end) {
      Checks.token("end token", end.id(), vocabularySize);
    }
    if (pooling instanceof TextPooling.ClassEmbedding embedding) {
      Checks.token("padding", embedding.padding(), vocabularySize);
    }
    if (projection == TextProjection.MLP) {
      throw new ModelException("projection is MLP, expected NONE, LINEAR or BIASED");
    }
  }

  /** A learned vector stands behind the text. */
  public boolean hasClassEmbedding() {
    return pooling.match(position -> false, end -> false, embedding -> true);
  }

  /** All where one stands behind them, or where padding is looked at. */
  @Override
  public int positions(int longest) {
    boolean tail =
        pooling.match(
            position -> position == TextPooling.Position.LAST, end -> false, embedding -> true);
    return causal && !tail ? longest : contextLength;
  }

  @Override
  public <R> R match(
      Function<? super CausalTextTransformer, ? extends R> causal,
      Function<? super SiglipTextTransformer, ? extends R> siglip,
      Function<? super OpenTextTransformer, ? extends R> open,
      Function<? super RobertaTextTransformer, ? extends R> roberta) {
    return open.apply(this);
  }
}
