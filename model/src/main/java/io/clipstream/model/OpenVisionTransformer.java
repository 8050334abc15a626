package io.clipstream.model;

import java.util.function.Function;

/**
 * A Vision Transformer with options of OpenCLIP's that the paper's has not; one without any is a
 * {@link VisionTransformer}.
 *
 * @param plain the numbers that it shares with the paper's
 * @param normBefore true for a layer norm before the blocks
 * @param fixedPositions true if the position embeddings are sines and cosines of both coordinates,
 *     which training leaves as they are; they are stored all the same
 * @param pooling what becomes the picture's vector
 * @param layerScale what the gains behind the residual branches begin with (Touvron et al. 2021,
 *     "Going deeper with Image Transformers"); 0 if there are none
 */
public record OpenVisionTransformer(
    VisionTransformer plain,
    boolean normBefore,
    boolean fixedPositions,
    ImagePooling pooling,
    double layerScale)
    implements ImageTower {
  public OpenVisionTransformer {
    Checks.notNull("Vision Transformer", plain);
    Checks.notNull("pooling", pooling);
    Checks.layerScale(layerScale);
    if (fixedPositions) {
      Checks.divides("four (sine and cosine of two coordinates)", 4, "width", plain.width());
    }
  }

  /** Only the class token of what the last block computes is used. */
  public boolean poolsClassToken() {
    return pooling == ImagePooling.Positions.CLASS_TOKEN;
  }

  @Override
  public int imageSize() {
    return plain.imageSize();
  }

  @Override
  public int stride() {
    return plain.stride();
  }

  @Override
  public OpenVisionTransformer withImageSize(int side) {
    return new OpenVisionTransformer(
        plain.withImageSize(side), normBefore, fixedPositions, pooling, layerScale);
  }

  @Override
  public <R> R match(
      Function<? super VisionTransformer, ? extends R> transformer,
      Function<? super ModifiedResNet, ? extends R> resNet,
      Function<? super SiglipVisionTransformer, ? extends R> siglip,
      Function<? super OpenVisionTransformer, ? extends R> open,
      Function<? super ConvNeXt, ? extends R> convNeXt) {
    return open.apply(this);
  }
}
