package io.clipstream.cli.data;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.parser.resources.ResourcePolicy;
import com.github.weisj.jsvg.view.FloatSize;
import com.github.weisj.jsvg.view.ViewBox;
import io.clipstream.schemas.Digests;
import io.clipstream.schemas.SettingException;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * Draws pictures into a transparent square, cropped to what is drawn: the sets leave different
 * margins, and a model would learn the margin.
 *
 * @param size side of the square in pixels
 * @param margin share of the side left free on each edge, 0 to below 0.5
 */
record Rasteriser(int size, double margin) {
  private static final int DRAWN_ALPHA = 16;
  private static final double SMALLEST_DRAWN_SHARE = 0.002;
  private static final int PROBE_SIZE = 192;

  /** A picture from a package has no business reading files or the network. */
  private static final LoaderContext SEALED =
      LoaderContext.builder().externalResourcePolicy(ResourcePolicy.DENY_EXTERNAL).build();

  Rasteriser {
    if (size < 8 || size > 1024) {
      throw new SettingException("size is " + size + ", expected 8 to 1024 pixels");
    }
    if (!(margin >= 0 && margin < 0.5)) {
      throw new SettingException("margin is " + margin + ", expected 0 to below 0.5");
    }
  }

  /** Draws an SVG document; empty if it is damaged or nothing of it is visible. */
  Optional<BufferedImage> svg(String document) {
    return svg(document.getBytes(StandardCharsets.UTF_8));
  }

  /** Draws an SVG document; empty if it is damaged or nothing of it is visible. */
  Optional<BufferedImage> svg(byte[] document) {
    try {
      SVGDocument svg = new SVGLoader().load(new ByteArrayInputStream(document), null, SEALED);
      return svg == null ? Optional.empty() : draw(svg);
    } catch (RuntimeException | StackOverflowError e) {
      // Thousands of hand-made files: the renderer gives up on a few, each in its own way.
      return Optional.empty();
    }
  }

  /** Crops and scales an encoded picture; empty if it cannot be read or nothing is visible. */
  Optional<BufferedImage> picture(byte[] encoded) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(encoded));
    if (read == null) {
      return Optional.empty();
    }
    return drawnArea(read).map(area -> scaled(read, area));
  }

  private Optional<BufferedImage> draw(SVGDocument svg) {
    FloatSize own = svg.size();
    if (!(own.width > 0 && own.height > 0)) {
      return Optional.empty();
    }
    double scale = PROBE_SIZE / (double) Math.max(own.width, own.height);
    BufferedImage probe = canvas(PROBE_SIZE);
    render(
        svg, probe, new ViewBox(0, 0, (float) (own.width * scale), (float) (own.height * scale)));
    return drawnArea(probe)
        .map(
            area -> {
              double zoom = inner() / Math.max(area.width, area.height);
              BufferedImage image = canvas(size);
              render(svg, image, placed(area, zoom, own, scale * zoom));
              return image;
            });
  }

  private ViewBox placed(Rectangle area, double zoom, FloatSize own, double scale) {
    double x = (size - area.width * zoom) / 2 - area.x * zoom;
    double y = (size - area.height * zoom) / 2 - area.y * zoom;
    return new ViewBox(
        (float) x, (float) y, (float) (own.width * scale), (float) (own.height * scale));
  }

  private BufferedImage scaled(BufferedImage from, Rectangle area) {
    double zoom = inner() / Math.max(area.width, area.height);
    int width = Math.max(1, (int) Math.round(area.width * zoom));
    int height = Math.max(1, (int) Math.round(area.height * zoom));
    Image drawn =
        from.getSubimage(area.x, area.y, area.width, area.height)
            .getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
    BufferedImage image = canvas(size);
    Graphics2D graphics = image.createGraphics();
    graphics.drawImage(drawn, (size - width) / 2, (size - height) / 2, null);
    graphics.dispose();
    return image;
  }

  private double inner() {
    return size * (1 - 2 * margin);
  }

  private static BufferedImage canvas(int size) {
    return new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
  }

  private static void render(SVGDocument svg, BufferedImage onto, ViewBox where) {
    Graphics2D graphics = onto.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      svg.render(null, graphics, where);
    } finally {
      graphics.dispose();
    }
  }

  /** The smallest rectangle around what is visible; empty if that is next to nothing. */
  static Optional<Rectangle> drawnArea(BufferedImage image) {
    int left = image.getWidth();
    int top = image.getHeight();
    int right = -1;
    int bottom = -1;
    int drawn = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) >>> 24 >= DRAWN_ALPHA) {
          drawn++;
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = y;
        }
      }
    }
    return drawn < SMALLEST_DRAWN_SHARE * image.getWidth() * image.getHeight()
        ? Optional.empty()
        : Optional.of(new Rectangle(left, top, right - left + 1, bottom - top + 1));
  }

  /**
   * Digest of the pixels, in hex. A sum of weighted pixels would not do: where all are black, only
   * their upper bits differ, and most of a sum is the same.
   */
  static String hash(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * pixels.length);
    bytes.asIntBuffer().put(pixels);
    return HexFormat.of().formatHex(Digests.sha256().digest(bytes.array()));
  }

  /** Whether the whole square is filled with one colour: a failed drawing, most of the time. */
  static boolean oneColour(BufferedImage image) {
    int first = image.getRGB(0, 0);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) != first) {
          return false;
        }
      }
    }
    return true;
  }
}
