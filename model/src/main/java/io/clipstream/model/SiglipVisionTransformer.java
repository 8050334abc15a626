package io.clipstream.model;

import java.util.function.Function;

/**
 * SigLIP's image encoder (Zhai et al. 2023, "Sigmoid Loss for Language Image Pre-Training"): a
 * Vision Transformer without class token and without a norm before its blocks, pooled by attention
 * with a learned query and a feed-forward layer behind it. Nothing projects what comes out: the
 * embedding space has its width.
 *
 * @param imageSize side of the input picture in pixels
 * @param patchSize side of a patch in pixels; pixels that no whole patch covers, on the right and
 *     at the bottom, are not looked at
 * @param width channels of the residual stream
 * @param layers number of blocks
 * @param heads attention heads; must divide {@code width}
 * @param mlpWidth channels inside the feed-forward layers
 * @param activation the feed-forward layers' non-linearity
 * @param layerNormEpsilon added to the variance in every layer norm
 */
public record SiglipVisionTransformer(
    int imageSize,
    int patchSize,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    Activation activation,
    double layerNormEpsilon)
    implements ImageTower {
  public SiglipVisionTransformer {
    Checks.positive("image size", imageSize);
    Checks.positive("patch size", patchSize);
    Checks.positive("layers", layers);
    Checks.positive("feed-forward width", mlpWidth);
    Checks.divides("attention heads", heads, "width", width);
    Checks.notNull("activation", activation);
    if (patchSize > imageSize) {
      throw new ModelException(
          "patch size is " + patchSize + ", expected at most the image size " + imageSize);
    }
  }

  @Override
  public int stride() {
    return patchSize;
  }

  @Override
  public SiglipVisionTransformer withImageSize(int side) {
    return new SiglipVisionTransformer(
        side, patchSize, width, layers, heads, mlpWidth, activation, layerNormEpsilon);
  }

  /** Length of the token sequence: a token a patch. */
  public int positions() {
    return grid() * grid();
  }

  @Override
  public <R> R match(
      Function<? super VisionTransformer, ? extends R> transformer,
      Function<? super ModifiedResNet, ? extends R> resNet,
      Function<? super SiglipVisionTransformer, ? extends R> siglip,
      Function<? super OpenVisionTransformer, ? extends R> open,
      Function<? super ConvNeXt, ? extends R> convNeXt) {
    return siglip.apply(this);
  }
}
