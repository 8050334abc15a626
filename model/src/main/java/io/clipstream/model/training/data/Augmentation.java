package io.clipstream.model.training.data;

import io.clipstream.model.image.Picture;
import io.clipstream.schemas.SettingException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How a picture is varied each time it is shown. The defaults are the paper's (section 2.4): a
 * random square crop and nothing else; the rest is for small data sets. A pure function of picture
 * and random numbers.
 *
 * @param minScale smallest area of the crop as a share of the largest square in the picture, above
 *     0
 * @param maxScale largest area likewise; above 1 the picture is shown smaller, with background
 *     around it
 * @param aspect largest change of proportions: sides are stretched against each other by up to this
 *     factor, 1 or more
 * @param background probability that what is transparent or outside shows a random colour, else
 *     white
 * @param flip probability of mirroring, for captions that a mirror does not make wrong
 * @param rotation largest turn either way in degrees
 * @param brightness largest relative change of brightness, 0 to 1
 * @param contrast largest relative change of contrast, 0 to 1
 * @param saturation largest relative change of saturation, 0 to 1
 * @param hue largest turn of the hue either way in degrees, 0 to 180
 * @param grayscale probability of losing all colour
 * @param blur probability of a slight Gaussian blur
 * @param erase probability that a rectangle is covered with a random colour
 * @param outline probability that edges are drawn as dark lines, at times with faded colours
 */
public record Augmentation(
    double minScale,
    double maxScale,
    double aspect,
    double background,
    double flip,
    double rotation,
    double brightness,
    double contrast,
    double saturation,
    double hue,
    double grayscale,
    double blur,
    double erase,
    double outline) {
  /** The random square crop alone. */
  public static final Augmentation PAPER = crop(0.9, 1);

  /** A good start for some thousand drawings that are cut out of their background. */
  public static final Augmentation SMALL_SET =
      new Augmentation(0.6, 1.2, 1.15, 0.5, 0.5, 12, 0.4, 0.4, 0.6, 20, 0.1, 0.2, 0, 0.3);

  private static final double DEGREE = Math.PI / 180;

  public Augmentation {
    if (!(minScale > 0 && minScale <= maxScale && maxScale <= 16)) {
      throw new SettingException(
          "crop scale is " + minScale + " to " + maxScale + ", expected 0 < least <= most <= 16");
    }
    if (!(aspect >= 1 && aspect <= 4)) {
      throw new SettingException("aspect is " + aspect + ", expected 1 to 4");
    }
    between("rotation", rotation, 180);
    between("hue", hue, 180);
    for (double share :
        List.of(
            background, flip, brightness, contrast, saturation, grayscale, blur, erase, outline)) {
      between("one of the augmentation's probabilities and changes", share, 1);
    }
  }

  private static void between(String what, double value, double max) {
    if (!(value >= 0 && value <= max)) {
      throw new SettingException(what + " is " + value + ", expected 0 to " + max);
    }
  }

  /** Only the random square crop, of a share of the area in this range. */
  public static Augmentation crop(double minScale, double maxScale) {
    return new Augmentation(minScale, maxScale, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * Writes a varied square of {@code picture} as uint8 levels, [3, side, side], channels R, G, B.
   *
   * @param mayMirror whether the captions stay true in a mirror, see {@link Mirroring}
   * @param target written from {@code offset} on
   */
  public void apply(
      Picture picture,
      boolean mayMirror,
      int side,
      SplittableRandom random,
      byte[] target,
      int offset) {
    int behind = random.nextDouble() < background ? random.nextInt(1 << 24) : 0xffffff;
    Warp warp = warp(picture, mayMirror, random);
    int[] rgb = warp.apply(picture, behind, side);
    ColourChange change = colourChange(random);
    float[] planar = change.apply(rgb);
    if (random.nextDouble() < outline) {
      clamp(planar);
      Outline.apply(planar, side, random);
    }
    if (random.nextDouble() < blur) {
      Blur.apply(planar, side, uniform(random, 0.3, 0.02 * side + 0.3));
    }
    if (random.nextDouble() < erase) {
      eraseRectangle(planar, side, random);
    }
    for (int i = 0; i < planar.length; i++) {
      target[offset + i] = (byte) Math.max(0, Math.min(255, Math.round(planar[i])));
    }
  }

  private static void clamp(float[] planar) {
    for (int i = 0; i < planar.length; i++) {
      planar[i] = Math.max(0, Math.min(255, planar[i]));
    }
  }

  private Warp warp(Picture picture, boolean mayMirror, SplittableRandom random) {
    double area = uniform(random, minScale, maxScale);
    double crop = Math.sqrt(area) * Math.min(picture.width(), picture.height());
    double stretch = Math.sqrt(StrictMath.exp(symmetric(random, StrictMath.log(aspect))));
    double width = crop * stretch;
    double height = crop / stretch;
    double left = random.nextDouble() * (picture.width() - width);
    double top = random.nextDouble() * (picture.height() - height);
    boolean mirrored = random.nextDouble() < flip && mayMirror;
    double turn = symmetric(random, rotation) * DEGREE;
    return new Warp(left + width / 2, top + height / 2, width, height, turn, mirrored);
  }

  private ColourChange colourChange(SplittableRandom random) {
    double brighter = 1 + symmetric(random, brightness);
    double contrasted = 1 + symmetric(random, contrast);
    double saturated = 1 + symmetric(random, saturation);
    double turned = symmetric(random, hue) * DEGREE;
    boolean gray = random.nextDouble() < grayscale;
    return new ColourChange(brighter, contrasted, gray ? 0 : saturated, turned);
  }

  private static void eraseRectangle(float[] planar, int side, SplittableRandom random) {
    int width = 1 + random.nextInt(Math.max(1, side / 2));
    int height = 1 + random.nextInt(Math.max(1, side / 2));
    int left = random.nextInt(side - width + 1);
    int top = random.nextInt(side - height + 1);
    for (int channel = 0; channel < 3; channel++) {
      float level = random.nextInt(256);
      for (int y = top; y < top + height; y++) {
        int from = (channel * side + y) * side + left;
        Arrays.fill(planar, from, from + width, level);
      }
    }
  }

  private static double uniform(SplittableRandom random, double min, double max) {
    return min + random.nextDouble() * (max - min);
  }

  private static double symmetric(SplittableRandom random, double max) {
    return (2 * random.nextDouble() - 1) * max;
  }
}
