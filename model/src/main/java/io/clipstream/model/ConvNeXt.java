package io.clipstream.model;

import java.util.List;
import java.util.function.Function;

/**
 * ConvNeXt as an image encoder (Liu et al. 2022, "A ConvNet for the 2020s"): patches of 4 x 4, then
 * four stages of blocks in which each channel is convolved by itself, with patches of 2 x 2 put
 * together before every stage but the first; the mean over what is left, a norm, a projection.
 *
 * @param imageSize side of the input picture in pixels; pixels that no whole patch covers, on the
 *     right and at the bottom, are not looked at
 * @param layers blocks in each of the four stages
 * @param widths channels in each of the four stages; of 2 or more, as a norm leaves nothing of one
 * @param layerNormEpsilon added to the variance in every layer norm
 * @param layerScale what the gains behind the blocks begin with (Touvron et al. 2021, "Going deeper
 *     with Image Transformers")
 * @param projection how the mean comes into the embedding space
 */
public record ConvNeXt(
    int imageSize,
    List<Integer> layers,
    List<Integer> widths,
    double layerNormEpsilon,
    double layerScale,
    Projection projection)
    implements ImageTower {
  /** Stages of blocks. */
  public static final int STAGES = 4;

  /** Side of the patches that a picture is cut into, in pixels. */
  public static final int PATCH = 4;

  /** Side of the convolutions' kernels. */
  public static final int KERNEL = 7;

  /** Channels inside a feed-forward layer over those outside. */
  public static final int EXPANSION = 4;

  private static final int STRIDE = PATCH << STAGES - 1;

  /** How the mean over the last feature map comes into the embedding space. */
  public enum Projection {
    /** By a matrix. */
    LINEAR,
    /** By a layer with a bias to twice as many numbers, GELU, and a matrix. */
    MLP
  }

  public ConvNeXt {
    layers = List.copyOf(layers);
    widths = List.copyOf(widths);
    if (imageSize < STRIDE) {
      throw new ModelException(
          "image size is " + imageSize + ", expected " + STRIDE + " or more for ConvNeXt");
    }
    requireStages("layers", layers, 1);
    requireStages("widths", widths, 2);
    Checks.layerScale(layerScale);
    if (layerScale == 0) {
      throw new ModelException("ConvNeXt's layer scale is 0, expected more");
    }
    Checks.notNull("projection", projection);
  }

  private static void requireStages(String what, List<Integer> numbers, int min) {
    if (numbers.size() != STAGES || numbers.stream().anyMatch(n -> n < min)) {
      throw new ModelException(
          "ConvNeXt "
              + what
              + " are "
              + numbers
              + ", expected four numbers of "
              + min
              + " or more");
    }
  }

  /** Side of a stage's feature maps. */
  public int side(int stage) {
    return imageSize / (PATCH << stage);
  }

  /** Channels of the last feature map. */
  public int featureWidth() {
    return widths.get(STAGES - 1);
  }

  @Override
  public int stride() {
    return STRIDE;
  }

  @Override
  public ConvNeXt withImageSize(int side) {
    return new ConvNeXt(side, layers, widths, layerNormEpsilon, layerScale, projection);
  }

  @Override
  public <R> R match(
      Function<? super VisionTransformer, ? extends R> transformer,
      Function<? super ModifiedResNet, ? extends R> resNet,
      Function<? super SiglipVisionTransformer, ? extends R> siglip,
      Function<? super OpenVisionTransformer, ? extends R> open,
      Function<? super ConvNeXt, ? extends R> convNeXt) {
    return convNeXt.apply(this);
  }
}
