package io.clipstream.model.evaluation;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures whose pixels follow from a number. */
final class TestPictures {
  private TestPictures() {}

  static void write(Path file, int seed) throws IOException {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        image.setRGB(x, y, (seed * 7919 + y / 8 * 40503 * seed + x / 8 * 977) & 0xffffff);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
