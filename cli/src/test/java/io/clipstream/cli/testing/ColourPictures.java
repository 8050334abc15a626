package io.clipstream.cli.testing;

import io.clipstream.model.text.PromptTemplates;
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

  /** What is new to it: so many that no untaught model has them in the right order by luck. */
  public static final Map<String, Integer> NEW =
      Map.of("mauve", 0xb070d0, "amber", 0xf0b020, "teal", 0x20b0b0, "black", 0x181818);

  /**
   * The template of every caption, by which a model must also be asked: what it makes of sentences
   * that it was not taught is chance. It is the one that a gate asks by unless told otherwise.
   */
  public static final PromptTemplates TEMPLATES = PromptTemplates.named("photo");

  private static final int SIDE = 24;

  private ColourPictures() {}

  /** What a picture of the colour is described as. */
  public static String caption(String colour) {
    return TEMPLATES.templates().get(0).replace("{}", colour);
  }

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
