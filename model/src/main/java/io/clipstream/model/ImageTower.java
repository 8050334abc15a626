package io.clipstream.model;

import java.util.function.Function;

/**
 * The shape of an image encoder: one of the paper's two families (section 2.4), SigLIP's, the first
 * of these with options of OpenCLIP's, or ConvNeXt.
 */
public sealed interface ImageTower
    permits VisionTransformer,
        ModifiedResNet,
        SiglipVisionTransformer,
        OpenVisionTransformer,
        ConvNeXt {
  /** Side of the square input picture in pixels. */
  int imageSize();

  /** Pixels along a side of the picture for each of the {@link #grid}'s positions. */
  int stride();

  /** Positions along a side: whole patches, or pixels of the last feature map. */
  default int grid() {
    return imageSize() / stride();
  }

  /**
   * The same tower for pictures of another side.
   *
   * @param imageSize in pixels; a multiple of {@link #stride}
   */
  ImageTower withImageSize(int imageSize);

  /** What one of the five makes of the tower, by its family. */
  <R> R match(
      Function<? super VisionTransformer, ? extends R> transformer,
      Function<? super ModifiedResNet, ? extends R> resNet,
      Function<? super SiglipVisionTransformer, ? extends R> siglip,
      Function<? super OpenVisionTransformer, ? extends R> open,
      Function<? super ConvNeXt, ? extends R> convNeXt);
}
