package io.clipstream.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** A small data set of coloured squares, and an architecture that learns it in seconds. */
final class TrainingData {
  static final String TINY =
      """
      {"embed_dim": 16, "quick_gelu": true,
       "vision_cfg": {"image_size": 32, "layers": 2, "width": 32, "head_width": 16, "patch_size": 8},
       "text_cfg": {"context_length": 12, "vocab_size": 520, "width": 24, "heads": 3, "layers": 1}}
      """;

  private static final List<String> COLOURS = List.of("red", "green", "blue", "yellow", "black");
  private static final int[] LEVELS = {0xd02020, 0x20a040, 0x2040d0, 0xe0d020, 0x101010};

  private TrainingData() {}

  static Path architecture(Path dir) throws IOException {
    return Files.writeString(dir.resolve("tiny.json"), TINY);
  }

  /** Forty squares in five colours at changing places, two captions each; and a labelled set. */
  static Path folder(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> captions = new ArrayList<>(List.of("path\tcaption\tcaption"));
    List<String> labelled = new ArrayList<>(List.of("path\tclass\tcaption"));
    for (int i = 0; i < 40; i++) {
      String colour = COLOURS.get(i % 5);
      write(folder.resolve(i + ".png"), LEVELS[i % 5], i);
      captions.add(i + ".png\t" + colour + "\ta square in " + colour);
      labelled.add(i + ".png\t" + colour + "\ta square in " + colour);
    }
    Files.write(folder.resolve("captions.tsv"), captions);
    Files.write(folder.resolve("test.tsv"), labelled);
    return folder;
  }

  private static void write(Path file, int rgb, int number) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        boolean inside = (x - number % 8) * (x - number % 8 - 23) < 0 && y > 3 && y < 28;
        image.setRGB(x, y, inside ? rgb : 0xffffff);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
