package io.clipstream.model.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import javax.imageio.ImageIO;

/**
 * Brings a picture to the encoder's square, byte for byte as the reference pipeline (Pillow's
 * resize, torchvision's or OpenCLIP's sizes and crop) does. Subtracting the mean and dividing by
 * the deviation is left to the device. Immutable; for any number of threads.
 */
public final class Preprocessor {
  private final Preprocessing settings;

  public Preprocessor(Preprocessing settings) {
    this.settings = Objects.requireNonNull(settings, "settings is null");
  }

  /** What this prescribes. */
  public Preprocessing settings() {
    return settings;
  }

  /** Interleaved RGB, {@code [S, S, 3]} with S the image size; transparency lies over white. */
  public byte[] apply(Picture picture) {
    int side = settings.imageSize();
    return switch (settings.resize()) {
      case SHORTEST_EDGE -> shortestEdge(picture, side);
      case LONGEST_EDGE -> longestEdge(picture, side);
      case SQUASH -> resize(picture, side, side, 0, 0, side, side);
    };
  }

  /**
   * Copies interleaved pixels into planes for a batch.
   *
   * @param rgb {@code [S, S, 3]}
   * @param target receives {@code [3, S, S]} at {@code offset}
   */
  public static void toPlanar(byte[] rgb, byte[] target, int offset) {
    int plane = rgb.length / 3;
    Objects.checkFromIndexSize(offset, 3 * plane, target.length);
    for (int i = 0, at = 0; i < plane; i++, at += 3) {
      target[offset + i] = rgb[at];
      target[offset + plane + i] = rgb[at + 1];
      target[offset + 2 * plane + i] = rgb[at + 2];
    }
  }

  /** A PNG file of {@code rgb}, {@code [side, side, 3]}. */
  public static byte[] png(byte[] rgb, int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[side * side];
    for (int i = 0, at = 0; i < pixels.length; i++, at += 3) {
      pixels[i] = (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | (rgb[at + 2] & 255);
    }
    image.setRGB(0, 0, side, side, pixels, 0, side);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing a PNG into memory", impossible);
    }
    return out.toByteArray();
  }

  /** torchvision's Resize and CenterCrop: the longer side is cut off, the offset rounded. */
  private byte[] shortestEdge(Picture picture, int side) {
    boolean wide = picture.sourceWidth() > picture.sourceHeight();
    int longer = longerSide(picture, side);
    int offset = (int) Math.rint((longer - side) / 2.0); // half to even, as Python rounds
    return wide
        ? resize(picture, longer, side, offset, 0, side, side)
        : resize(picture, side, longer, 0, offset, side, side);
  }

  private static int longerSide(Picture picture, int side) {
    int shorter = Math.min(picture.sourceWidth(), picture.sourceHeight());
    int longer = Math.max(picture.sourceWidth(), picture.sourceHeight());
    return (int) Math.min(Integer.MAX_VALUE, Math.floor((double) ((long) side * longer) / shorter));
  }

  /** OpenCLIP's ResizeKeepRatio and CenterCropOrPad: sides rounded, the rest black. */
  private byte[] longestEdge(Picture picture, int side) {
    double sourceWidth = picture.sourceWidth();
    double sourceHeight = picture.sourceHeight();
    double ratio = Math.max(sourceWidth / side, sourceHeight / side);
    int width = (int) Math.max(1, Math.rint(sourceWidth / ratio));
    int height = (int) Math.max(1, Math.rint(sourceHeight / ratio));
    byte[] small = resize(picture, width, height, 0, 0, width, height);
    byte[] square = new byte[3 * side * side];
    int left = (side - width) / 2;
    int top = (side - height) / 2;
    for (int y = 0; y < height; y++) {
      int to = 3 * ((top + y) * side + left);
      System.arraycopy(small, 3 * y * width, square, to, 3 * width);
    }
    return square;
  }

  /** The window of the picture resized to width by height; only the window is computed. */
  private byte[] resize(
      Picture picture, int width, int height, int left, int top, int columns, int rows) {
    Preprocessing.Interpolation filter = settings.interpolation();
    return Resampler.resize(
        picture,
        ResamplingKernel.of(filter, picture.width(), picture.extentAcross(), width, left, columns),
        ResamplingKernel.of(filter, picture.height(), picture.extentDown(), height, top, rows));
  }
}
