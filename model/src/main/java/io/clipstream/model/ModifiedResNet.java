package io.clipstream.model;

import java.util.List;
import java.util.function.Function;

/**
 * The paper's modified ResNet (section 2.4): a stem of three convolutions, anti-aliased strides
 * (average pooling before each strided convolution), attention pooling at the end.
 *
 * @param imageSize side of the input picture in pixels; a multiple of 32
 * @param width channels after the stem; even
 * @param layers bottleneck blocks in each of the four stages
 * @param heads attention heads of the pooling layer; must divide 32 times {@code width}
 */
public record ModifiedResNet(int imageSize, int width, List<Integer> layers, int heads)
    implements ImageTower {
  /** Channels of a bottleneck's output over those of its inside. */
  public static final int EXPANSION = 4;

  /** Input pixels per pixel of the last feature map: stem 4, then three halvings. */
  public static final int STRIDE = 32;

  public ModifiedResNet {
    layers = List.copyOf(layers);
    Checks.positive("image size", imageSize);
    Checks.divides("two", 2, "width", width);
    Checks.divides("the stride 32", STRIDE, "image size", imageSize);
    if (layers.size() != 4 || layers.stream().anyMatch(n -> n < 1)) {
      throw new ModelException(
          "ResNet layers are " + layers + ", expected four numbers of 1 or more");
    }
    Checks.divides("attention pooling heads", heads, "feature width", 32 * width);
  }

  /** Channels of the last feature map. */
  public int featureWidth() {
    return 32 * width;
  }

  @Override
  public int stride() {
    return STRIDE;
  }

  @Override
  public ModifiedResNet withImageSize(int side) {
    return new ModifiedResNet(side, width, layers, heads);
  }

  @Override
  public <R> R match(
      Function<? super VisionTransformer, ? extends R> transformer,
      Function<? super ModifiedResNet, ? extends R> resNet,
      Function<? super SiglipVisionTransformer, ? extends R> siglip,
      Function<? super OpenVisionTransformer, ? extends R> open,
      Function<? super ConvNeXt, ? extends R> convNeXt) {
    return resNet.apply(this);
  }
}
