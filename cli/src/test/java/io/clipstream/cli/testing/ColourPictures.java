package io.clipstream.cli.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Pictures that show a colour, each different: what a small model learns within seconds. */
public final class ColourPictures {
  /** What a model of the old world is taught, by name. */
  public static final Map<String, Integer> OLD =
      Map.of("red", 0xd02020, "green", 0x20a020, "blue", 0x2020d0, "white", 0xf0f0f0);

  /** What is new to it. */
  public static final Map<String, Integer> NEW = Map.of("mauve", 0xb070d0, "amber", 0xf0b020);

  private static final int SIDE = 24;

  private ColourPictures() {}

  /** A noisy square of about that colour. */
  public static byte[] png(int rgb, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    int shift = random.nextInt(-18, 19);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int noise = shift + random.nextInt(-25, 26);
        image.setRGB(
            x, y, level(rgb >> 16, noise) << 16 | level(rgb >> 8, noise) << 8 | level(rgb, noise));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static int level(int level, int noise) {
    return Math.max(0, Math.min(255, (level & 0xff) + noise));
  }
}
