package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.evaluation.NearestNeighbours.Likeness;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearestNeighboursTest {
  @TempDir Path directory;

  private static byte[] square(Color colour, int x, int y) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 64, 64);
    graphics.setColor(colour);
    graphics.fillRect(x, y, 32, 32);
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  private LabelledSet set(byte[] picture, String label) throws IOException {
    Path path = Files.write(directory.resolve("p" + label + ".png"), picture);
    Path table = directory.resolve("t.tsv");
    Files.writeString(table, "path\tclass\n" + path + "\t" + label + "\n");
    return LabelledSet.read(table);
  }

  @Test
  void pixelsFindThePlaceAndHistogramsTheColour() throws IOException {
    NearestNeighbours neighbours = new NearestNeighbours();
    neighbours.add(square(Color.RED, 0, 0), "red above left");
    neighbours.add(square(Color.BLUE, 32, 32), "blue below right");
    neighbours.add(square(new Color(0, 0, 90), 0, 0), "dark above left");

    LabelledSet pale = set(square(new Color(255, 0, 40), 0, 0), "red above left");
    assertThat(neighbours.top1(pale))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(Likeness.PIXELS, 1.0, Likeness.COLOUR_HISTOGRAM, 1.0));
    LabelledSet moved = set(square(Color.RED, 32, 32), "red above left");
    assertThat(neighbours.top1(moved))
        .containsEntry(Likeness.PIXELS, 0.0)
        .containsEntry(Likeness.COLOUR_HISTOGRAM, 1.0);
  }

  @Test
  void unreadablePicturesAreNotCounted() throws IOException {
    NearestNeighbours neighbours = new NearestNeighbours();
    neighbours.add("no picture".getBytes(StandardCharsets.UTF_8), "nothing");
    assertThat(neighbours.size()).isZero();
    LabelledSet set = set(square(Color.RED, 0, 0), "red");
    assertThatThrownBy(() -> neighbours.top1(set)).isInstanceOf(IllegalStateException.class);

    neighbours.add(square(Color.RED, 0, 0), "red");
    Path broken = Files.writeString(directory.resolve("broken.png"), "no picture");
    LabelledSet.Example extra =
        new LabelledSet.Example(broken, "red", Optional.empty(), Optional.empty());
    LabelledSet both = new LabelledSet("both", List.of(set.examples().get(0), extra));
    assertThat(neighbours.top1(both)).containsEntry(Likeness.PIXELS, 1.0);
  }
}
