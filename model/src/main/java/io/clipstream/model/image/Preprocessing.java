package io.clipstream.model.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ModelException;
import java.util.List;
import java.util.Map;

/**
 * How a picture becomes the encoder's input, as the checkpoint prescribes.
 *
 * @param imageSize side of the square result in pixels
 * @param resize how the picture is brought to that square
 * @param interpolation the resampling filter, antialiased
 * @param mean subtracted from each channel (R, G, B) after scaling to 0..1
 * @param deviation each channel is then divided by
 */
public record Preprocessing(
    int imageSize,
    Resize resize,
    Interpolation interpolation,
    List<Double> mean,
    List<Double> deviation) {
  /** Channel means of the data that the released models were trained on. */
  public static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);

  /** Channel deviations of the data that the released models were trained on. */
  public static final List<Double> CLIP_DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);

  /** SigLIP's, for mean and deviation: levels from -1 to 1. */
  public static final List<Double> HALVES = List.of(0.5, 0.5, 0.5);

  /** How a picture becomes a square. */
  public enum Resize {
    /** The shorter side to the square's, then the centre is cropped out. */
    SHORTEST_EDGE,
    /** The longer side to the square's, the rest filled with black. */
    LONGEST_EDGE,
    /** Both sides to the square's; proportions are lost. */
    SQUASH
  }

  /** Resampling filters, Pillow's; all are antialiased. */
  public enum Interpolation {
    BICUBIC,
    BILINEAR,
    LANCZOS,
    BOX,
    HAMMING
  }

  public Preprocessing {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (imageSize < 1) {
      throw new ModelException("image size is " + imageSize + ", expected 1 or more");
    }
    if (mean.size() != 3 || deviation.size() != 3) {
      throw new ModelException(
          "mean is " + mean + " and deviation " + deviation + ", expected three numbers each");
    }
    if (deviation.stream().anyMatch(d -> !(d > 0))) {
      throw new ModelException("deviation is " + deviation + ", expected numbers above 0");
    }
  }

  /** Mean and deviation as arrays [3] for levels 0 to 255, as the encoders' programs take them. */
  public Map<String, NDArray> levels(NDManager owner) {
    return Map.of("mean", levels(owner, mean), "deviation", levels(owner, deviation));
  }

  private static NDArray levels(NDManager owner, List<Double> statistics) {
    float[] values = new float[statistics.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (255 * statistics.get(i));
    }
    // What is made from a Java buffer may alias it; the duplicate has memory of its own.
    try (NDArray staged = owner.create(values)) {
      return staged.duplicate();
    }
  }

  /** The same for another side of the square. */
  public Preprocessing withImageSize(int side) {
    return new Preprocessing(side, resize, interpolation, mean, deviation);
  }

  /** The released models' preprocessing at {@code imageSize}. */
  public static Preprocessing clip(int imageSize) {
    return new Preprocessing(
        imageSize, Resize.SHORTEST_EDGE, Interpolation.BICUBIC, CLIP_MEAN, CLIP_DEVIATION);
  }

  /** SigLIP's preprocessing at {@code imageSize}. */
  public static Preprocessing siglip(int imageSize) {
    return new Preprocessing(imageSize, Resize.SQUASH, Interpolation.BICUBIC, HALVES, HALVES);
  }
}
