package io.clipstream.model.image;

import io.clipstream.model.image.cost.Budget;
import io.clipstream.model.image.jpeg.TurboImage;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PackedColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * Turns whatever raster a reader delivers into ARGB by its samples. Java's own conversion would
 * take gray samples for linear light and brighten them; files mean them as they are shown.
 */
final class Colours {
  private static final int OPAQUE = 0xff000000;
  private static final int[] RGB = {0, 1, 2};

  private Colours() {}

  /** Puts the frame where it belongs. */
  static void draw(BufferedImage image, Canvas canvas, Budget budget) {
    ColorModel model = image.getColorModel();
    boolean packed = model instanceof IndexColorModel || model instanceof PackedColorModel;
    int width = image.getWidth();
    int bands = image.getRaster().getNumBands();
    int[] argb = canvas.pixels();
    int[] line = new int[packed ? width : width * bands];
    double[] fractions = new double[isFractional(image.getRaster()) ? line.length : 0];
    for (int y = 0; y < image.getHeight(); y++) {
      if (isPlainRgb(image)) {
        rgb(image, y, argb, canvas);
      } else if (image.getType() == BufferedImage.TYPE_BYTE_GRAY && isPlain(image, 1)) {
        gray(image, y, argb, canvas);
      } else if (packed) {
        image.getRGB(0, y, width, 1, line, 0, width);
        put(line, argb, canvas, y);
      } else {
        samples(image.getRaster(), model, y, line, fractions);
        row(model, line, bands, argb, canvas, y);
      }
      budget.step();
    }
  }

  /** Puts a JPEG that libjpeg-turbo decoded. */
  static void draw(TurboImage image, Canvas canvas, Budget budget) {
    byte[] line = image.line();
    int[] argb = canvas.pixels();
    for (int y = 0; y < image.height(); y++) {
      image.read(y, line);
      int at = canvas.at(y);
      if (image.bands() == 3) {
        rgb(line, 0, line.length, RGB, argb, at, canvas.step());
      } else {
        gray(line, 0, line.length, argb, at, canvas.step());
      }
      budget.step();
    }
  }

  /** Whether the buffer holds the image's rows and nothing else, so that it can be read at once. */
  private static boolean isPlain(BufferedImage image, int bands) {
    Raster raster = image.getRaster();
    long samples = (long) image.getWidth() * image.getHeight() * bands;
    return raster.getParent() == null && raster.getDataBuffer().getSize() == samples;
  }

  /** Red, green and blue of a byte each, in whatever order. */
  private static boolean isPlainRgb(BufferedImage image) {
    return image.getRaster().getSampleModel() instanceof PixelInterleavedSampleModel model
        && image.getRaster().getDataBuffer() instanceof DataBufferByte
        && model.getNumBands() == 3
        && model.getPixelStride() == 3
        && image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_RGB
        && isPlain(image, 3);
  }

  private static void rgb(BufferedImage image, int y, int[] argb, Canvas canvas) {
    byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int[] offsets =
        ((PixelInterleavedSampleModel) image.getRaster().getSampleModel()).getBandOffsets();
    int from = 3 * y * image.getWidth();
    rgb(data, from, from + 3 * image.getWidth(), offsets, argb, canvas.at(y), canvas.step());
  }

  /** Three bytes a pixel, which lie as {@code offsets} say. */
  private static void rgb(
      byte[] data, int from, int end, int[] offsets, int[] argb, int to, int step) {
    int r = offsets[0];
    int g = offsets[1];
    int b = offsets[2];
    for (int i = from, at = to; i < end; i += 3, at += step) {
      argb[at] =
          OPAQUE | (data[i + r] & 0xff) << 16 | (data[i + g] & 0xff) << 8 | (data[i + b] & 0xff);
    }
  }

  private static void gray(BufferedImage image, int y, int[] argb, Canvas canvas) {
    byte[] gray = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int from = y * image.getWidth();
    gray(gray, from, from + image.getWidth(), argb, canvas.at(y), canvas.step());
  }

  private static void gray(byte[] data, int from, int end, int[] argb, int to, int step) {
    for (int i = from, at = to; i < end; i++, at += step) {
      argb[at] = OPAQUE | (data[i] & 0xff) * 0x010101;
    }
  }

  private static void put(int[] line, int[] argb, Canvas canvas, int y) {
    for (int x = 0, at = canvas.at(y); x < line.length; x++, at += canvas.step()) {
      argb[at] = line[x];
    }
  }

  private static boolean isFractional(Raster raster) {
    int type = raster.getTransferType();
    return type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
  }

  /** One row's samples, brought to 0..255; {@code fractions} has room for them as they are. */
  private static void samples(
      Raster raster, ColorModel model, int y, int[] samples, double[] fractions) {
    int width = raster.getWidth();
    if (fractions.length > 0) {
      raster.getPixels(0, y, width, 1, fractions);
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (int) Math.round(255 * Math.max(0, Math.min(1, fractions[i])));
      }
      return;
    }
    raster.getPixels(0, y, width, 1, samples);
    int bits = model.getComponentSize(0);
    if (bits != 8) {
      double scale = 255.0 / ((1L << bits) - 1);
      for (int i = 0; i < samples.length; i++) {
        long unsigned = bits == 32 ? samples[i] & 0xffffffffL : samples[i];
        samples[i] = (int) Math.round(unsigned * scale);
      }
    }
  }

  private static void row(
      ColorModel model, int[] samples, int bands, int[] argb, Canvas canvas, int y) {
    int colours = bands - (model.hasAlpha() ? 1 : 0);
    boolean cmyk = model.getColorSpace().getType() == ColorSpace.TYPE_CMYK && colours == 4;
    boolean gray = !cmyk && colours < 3;
    for (int s = 0, at = canvas.at(y); s < samples.length; s += bands, at += canvas.step()) {
      int alpha = model.hasAlpha() ? samples[s + bands - 1] : 255;
      int rgb;
      if (cmyk) {
        rgb = fromCmyk(samples[s], samples[s + 1], samples[s + 2], samples[s + 3]);
      } else if (gray) {
        rgb = samples[s] * 0x010101;
      } else {
        rgb = samples[s] << 16 | samples[s + 1] << 8 | samples[s + 2];
      }
      argb[at] = alpha << 24 | (model.isAlphaPremultiplied() ? divided(rgb, alpha) : rgb);
    }
  }

  private static int fromCmyk(int c, int m, int y, int k) {
    int light = 255 - k;
    return rounded((255 - c) * light) << 16
        | rounded((255 - m) * light) << 8
        | rounded((255 - y) * light);
  }

  private static int rounded(int product) {
    return (product + 127) / 255;
  }

  private static int divided(int rgb, int alpha) {
    if (alpha == 0) {
      return 0;
    }
    int r = Math.min(255, ((rgb >> 16 & 255) * 255 + alpha / 2) / alpha);
    int g = Math.min(255, ((rgb >> 8 & 255) * 255 + alpha / 2) / alpha);
    int b = Math.min(255, ((rgb & 255) * 255 + alpha / 2) / alpha);
    return r << 16 | g << 8 | b;
  }
}
