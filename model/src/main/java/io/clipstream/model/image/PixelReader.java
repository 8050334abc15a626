package io.clipstream.model.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import io.clipstream.model.image.cost.Budget;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/** Reads the pixels of a checked picture through ImageIO, with the reader chosen here. */
final class PixelReader {
  private static final JPEGImageReaderSpi JPEG = new JPEGImageReaderSpi();

  static {
    ImageIO.setUseCache(false);
    // It wraps the platform's reader, which it takes from the registry.
    JPEG.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
  }

  private PixelReader() {}

  /**
   * The first frame of {@code header}'s essence.
   *
   * @throws IOException if the content is damaged; readers throw unchecked exceptions too
   */
  static BufferedImage read(ImageHeader header, Budget budget) throws IOException {
    ImageReader reader = reader(header.format());
    try (ImageInputStream input = new EssenceStream(header.essence(), budget)) {
      boolean[] endedEarly = new boolean[1];
      reader.addIIOReadWarningListener((source, warning) -> endedEarly[0] |= isEarlyEnd(warning));
      reader.addIIOReadProgressListener(new Clock(budget));
      reader.setInput(input, false, true);
      checkSides(reader, header.frame());
      BufferedImage image = reader.read(0);
      if (endedEarly[0] && !header.complete()) {
        throw Refusal.corrupt(header.format() + " ends before its pixels do");
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  /** The reader has its own idea of the header; what was not checked is not allocated. */
  private static void checkSides(ImageReader reader, ImageHeader.Frame frame) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if (width != frame.width() || height != frame.height()) {
      throw Refusal.corrupt(
          "picture of " + width + " x " + height + " has a header of other sides");
    }
  }

  private static boolean isEarlyEnd(String warning) {
    return warning != null && warning.toLowerCase(Locale.ROOT).contains("premature end");
  }

  /** Named, not looked up: a class path cannot change which reader meets hostile bytes. */
  private static ImageReader reader(ImageFormat format) throws IOException {
    return switch (format) {
      case JPEG -> create(JPEG);
      case BMP -> create(new BMPImageReaderSpi());
      case TIFF -> create(new TIFFImageReaderSpi());
      case GIF -> platform("gif");
      case PNG, WEBP -> throw new IllegalArgumentException(format + " has a decoder of its own");
    };
  }

  private static ImageReader create(ImageReaderSpi provider) throws IOException {
    return provider.createReaderInstance(null);
  }

  private static ImageReader platform(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException("this Java platform has no reader for " + format);
  }
}
