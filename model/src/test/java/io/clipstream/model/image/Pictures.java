package io.clipstream.model.image;

import io.clipstream.model.image.DecodeResult.Decoded;
import io.clipstream.model.image.DecodeResult.Rejected;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Pictures that the tests draw, write and compare. */
final class Pictures {
  static final ImageDecoder DECODER = new ImageDecoder(ImageLimits.DEFAULT);

  private Pictures() {}

  /** The decoded picture; fails with the reason if it was rejected. */
  static Picture decoded(byte[] bytes) {
    return decoded(DECODER.decode(bytes));
  }

  static Picture decoded(DecodeResult result) {
    if (result instanceof Rejected rejected) {
      throw new AssertionError("rejected: " + rejected);
    }
    return ((Decoded) result).picture();
  }

  static byte[] rgb(int[] pixels) {
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return rgb;
  }

  static double meanDifference(byte[] a, byte[] b) {
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 255) - (b[i] & 255));
    }
    return (double) sum / a.length;
  }

  static int maxDifference(byte[] a, byte[] b) {
    int max = 0;
    for (int i = 0; i < a.length; i++) {
      max = Math.max(max, Math.abs((a[i] & 255) - (b[i] & 255)));
    }
    return max;
  }

  /** A made-up photograph: smooth light, shapes with edges, and grain of {@code noise} levels. */
  static BufferedImage photograph(int width, int height, int type, int noise) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int r = 128 + (int) (100 * Math.sin(x * 9.0 / width)) + noise(random, noise);
        int g = 128 + (int) (100 * Math.cos(y * 7.0 / height)) + noise(random, noise);
        int b = 255 * x / width + noise(random, noise);
        image.setRGB(x, y, 0xff000000 | clip(r) << 16 | clip(g) << 8 | clip(b));
      }
    }
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 40; i++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      int size = 2 + random.nextInt(Math.max(1, Math.min(width, height) / 6));
      graphics.fillOval(random.nextInt(width), random.nextInt(height), size, size);
    }
    graphics.dispose();
    return image;
  }

  private static int noise(Random random, int levels) {
    return levels == 0 ? 0 : random.nextInt(2 * levels + 1) - levels;
  }

  private static int clip(int value) {
    return Math.max(0, Math.min(255, value));
  }

  static byte[] written(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, out)) {
        throw new AssertionError("no writer of " + format + " takes this picture");
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] jpeg(BufferedImage image, double quality, boolean progressive) {
    ImageWriter writer =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), "jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality((float) quality);
      param.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  static int[] pixels(BufferedImage image) {
    int width = image.getWidth();
    return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
  }

  /** A flat JPEG of four components with Adobe's marker; the platform writes rasters as they are. */
  static byte[] fourBandJpeg(int a, int b, int c, int d, int transform) {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, new int[] {a, b, c, d});
    }
    ImageWriter writer = platformJpegWriter();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      writer.dispose();
    }
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
    return Samples.withSegment(out.toByteArray(), 0xee, adobe);
  }

  /** The one that adds no colour markers of its own. */
  private static ImageWriter platformJpegWriter() {
    for (var writers = ImageIO.getImageWritersByFormatName("jpeg"); writers.hasNext(); ) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getName().startsWith("com.sun.")) {
        return writer;
      }
    }
    throw new AssertionError("the platform has no JPEG writer");
  }
}
