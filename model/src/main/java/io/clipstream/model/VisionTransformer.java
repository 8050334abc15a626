package io.clipstream.model;

import java.util.function.Function;

/**
 * A Vision Transformer: non-overlapping patches, a class token, pre-norm blocks, with an extra
 * layer norm before the blocks (paper, section 2.4).
 *
 * @param imageSize side of the input picture in pixels
 * @param patchSize side of a patch in pixels; must divide {@code imageSize}
 * @param width channels of the residual stream
 * @param layers number of blocks
 * @param heads attention heads; must divide {@code width}
 * @param mlpWidth channels inside the feed-forward layers
 * @param activation the feed-forward layers' non-linearity
 * @param layerNormEpsilon added to the variance in every layer norm
 */
public record VisionTransformer(
    int imageSize,
    int patchSize,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    Activation activation,
    double layerNormEpsilon)
    implements ImageTower {
  public VisionTransformer {
    Checks.positive("image size", imageSize);
    Checks.positive("layers", layers);
    Checks.positive("feed-forward width", mlpWidth);
    Checks.divides("patch size", patchSize, "image size", imageSize);
    Checks.divides("attention heads", heads, "width", width);
    Checks.notNull("activation", activation);
  }

  @Override
  public int stride() {
    return patchSize;
  }

  @Override
  public VisionTransformer withImageSize(int side) {
    return new VisionTransformer(
        side, patchSize, width, layers, heads, mlpWidth, activation, layerNormEpsilon);
  }

  /** Length of the token sequence: the class token and a token a patch. */
  public int positions() {
    return grid() * grid() + 1;
  }

  @Override
  public <R> R match(
      Function<? super VisionTransformer, ? extends R> transformer,
      Function<? super ModifiedResNet, ? extends R> resNet,
      Function<? super SiglipVisionTransformer, ? extends R> siglip,
      Function<? super OpenVisionTransformer, ? extends R> open,
      Function<? super ConvNeXt, ? extends R> convNeXt) {
    return transformer.apply(this);
  }
}
