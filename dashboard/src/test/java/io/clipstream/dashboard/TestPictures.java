package io.clipstream.dashboard;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Simple drawings that can be told apart. */
public final class TestPictures {
  private TestPictures() {}

  /** A PNG with a shape of a colour; each number gives another. */
  public static byte[] png(int number, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.getHSBColor(number * 0.137f, 0.25f, 0.96f));
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Color.getHSBColor(number * 0.137f + 0.5f, 0.7f, 0.75f));
    int side = Math.min(width, height) / 2;
    int x = (width - side) / 2;
    int y = (height - side) / 2;
    switch (number % 3) {
      case 0 -> graphics.fillOval(x, y, side, side);
      case 1 -> graphics.fillRoundRect(x, y, side, side, side / 4, side / 4);
      default ->
          graphics.fillPolygon(
              new int[] {x, x + side / 2, x + side}, new int[] {y + side, y, y + side}, 3);
    }
    graphics.dispose();
    return written(image);
  }

  /** A PNG that does not get small. */
  public static byte[] noise(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return written(image);
  }

  private static byte[] written(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
