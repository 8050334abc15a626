package io.clipstream.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RasteriserTest {
  private static final Rasteriser RASTERISER = new Rasteriser(32, 0);

  private static String svg(String body) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">" + body + "</svg>";
  }

  @Test
  void aDrawingIsCroppedToWhatIsDrawnAndCentred() {
    BufferedImage image =
        RASTERISER
            .svg(svg("<rect x='60' y='70' width='20' height='10' fill='red'/>"))
            .orElseThrow();

    assertThat(image.getWidth()).isEqualTo(32);
    assertThat(Rasteriser.drawnArea(image)).contains(new Rectangle(0, 8, 32, 16));
    assertThat(image.getRGB(16, 16)).isEqualTo(0xffff0000);
    assertThat(image.getRGB(16, 2) >>> 24).isZero();
  }

  @Test
  void aMarginIsLeftFree() {
    BufferedImage image =
        new Rasteriser(40, 0.1)
            .svg(svg("<rect x='25' y='0' width='50' height='50'/>"))
            .orElseThrow();

    assertThat(Rasteriser.drawnArea(image)).contains(new Rectangle(4, 4, 32, 32));
  }

  @Test
  void blankAndDamagedDrawingsAreNone() {
    assertThat(RASTERISER.svg(svg(""))).isEmpty();
    assertThat(RASTERISER.svg(svg("<rect width='50' height='50' fill='none'/>"))).isEmpty();
    assertThat(RASTERISER.svg("<svg")).isEmpty();
    assertThat(RASTERISER.svg("no drawing")).isEmpty();
  }

  @Test
  void aDrawingCannotReadFiles(@TempDir Path folder) throws IOException {
    BufferedImage secret = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
    Path file = folder.resolve("secret.png");
    ImageIO.write(secret, "png", file.toFile());

    assertThat(RASTERISER.svg(svg("<image width='90' height='90' href='" + file.toUri() + "'/>")))
        .isEmpty();
    assertThat(Files.exists(file)).isTrue();
  }

  @Test
  void picturesAreCroppedAndAveragedDown() throws IOException {
    BufferedImage wide = new BufferedImage(300, 200, BufferedImage.TYPE_INT_ARGB);
    for (int y = 50; y < 100; y++) {
      for (int x = 100; x < 200; x++) {
        wide.setRGB(x, y, (x + y) % 2 == 0 ? 0xff000000 : 0xffffffff);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(wide, "png", png);

    BufferedImage image = RASTERISER.picture(png.toByteArray()).orElseThrow();

    assertThat(Rasteriser.drawnArea(image)).contains(new Rectangle(0, 8, 32, 16));
    assertThat(image.getRGB(16, 16) & 0xff).isBetween(90, 165);
    assertThat(RASTERISER.picture(new byte[] {1, 2, 3})).isEmpty();
  }

  @Test
  void aliasesOfIconsKeepTheirMirrorImage() {
    IconSet set =
        new IconSet(
            """
            {"width": 100, "height": 100,
             "icons": {"left": {"body": "<path d='M0 0 H80 V20 H20 V80 H0 Z' fill='red'/>"}},
             "aliases": {"right": {"parent": "left", "hFlip": true}, "same": {"parent": "left"},
               "loop": {"parent": "pool"}, "pool": {"parent": "loop"}}}
            """);

    BufferedImage left = RASTERISER.svg(set.svg("left").orElseThrow()).orElseThrow();
    BufferedImage right = RASTERISER.svg(set.svg("right").orElseThrow()).orElseThrow();

    assertThat(left.getRGB(2, 29) >>> 24).isEqualTo(255);
    assertThat(left.getRGB(29, 29) >>> 24).isZero();
    assertThat(right.getRGB(29, 29) >>> 24).isEqualTo(255);
    assertThat(right.getRGB(2, 29) >>> 24).isZero();
    assertThat(set.svg("same")).isEqualTo(set.svg("left"));
    assertThat(set.svg("loop")).isEmpty();
    assertThat(set.svg("none")).isEmpty();
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Rasteriser(4, 0)).hasMessageContaining("expected 8 to 1024");
    assertThatThrownBy(() -> new Rasteriser(64, 0.5)).hasMessageContaining("margin is 0.5");
  }
}
