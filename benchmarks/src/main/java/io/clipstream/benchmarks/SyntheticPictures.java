package io.clipstream.benchmarks;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures to measure with, the same in every run. */
final class SyntheticPictures {
  private SyntheticPictures() {}

  /** A JPEG of 640x480 points with shapes and some noise, about 60 KB. */
  static byte[] photograph(int seed) throws IOException {
    return photograph(seed, 640, 480);
  }

  /** The same in another size. */
  static byte[] photograph(int seed, int width, int height) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 60; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(
          random.nextInt(width),
          random.nextInt(height),
          random.nextInt(200 * width / 640),
          random.nextInt(200 * height / 480));
    }
    graphics.dispose();
    for (int i = 0; i < width * height * 25 / 128; i++) {
      image.setRGB(random.nextInt(width), random.nextInt(height), random.nextInt(1 << 24));
    }
    return encoded(image, "jpg");
  }

  /** A PNG of 8x8 points in a record of {@code bytes}: nothing to decode, all of it to carry. */
  static byte[] speck(int seed, int bytes) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    image.setRGB(seed % 8, seed / 8 % 8, 0xff0000);
    return Arrays.copyOf(encoded(image, "png"), bytes);
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /** The same picture in other bytes: a number stands behind its end, where decoders stop. */
  static byte[] distinct(byte[] picture, long number) {
    return ByteBuffer.allocate(picture.length + Long.BYTES).put(picture).putLong(number).array();
  }
}
