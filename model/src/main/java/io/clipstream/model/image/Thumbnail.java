package io.clipstream.model.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A small JPEG of a picture, transparency over white. */
public final class Thumbnail {
  private Thumbnail() {}

  /** The picture with its longer side at most {@code side} pixels. */
  public static byte[] jpeg(Picture picture, int side) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, picture.width(), picture.height(), picture.argb(), 0, picture.width());
    double sourceWidth = picture.sourceWidth();
    double sourceHeight = picture.sourceHeight();
    double shrink = Math.min(1, side / Math.max(sourceWidth, sourceHeight));
    int width = (int) Math.max(1, Math.rint(sourceWidth * shrink));
    int height = (int) Math.max(1, Math.rint(sourceHeight * shrink));
    // Halving first: bilinear filtering by itself leaves most pixels of a large picture out.
    while (image.getWidth() >= 2 * width && image.getHeight() >= 2 * height) {
      image = scaled(image, image.getWidth() / 2, image.getHeight() / 2);
    }
    return write(scaled(image, width, height));
  }

  private static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
    graphics.dispose();
    return scaled;
  }

  private static byte[] write(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing a JPEG into memory", e);
    }
    return out.toByteArray();
  }
}
