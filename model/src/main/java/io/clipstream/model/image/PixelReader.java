package io.clipstream.model.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import io.clipstream.model.image.cost.Budget;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
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
   * The first frame of {@code header}'s minimal file.
   *
   * @throws IOException if the content is damaged; readers throw unchecked exceptions too
   */
  static BufferedImage read(ImageHeader header, Budget budget) throws IOException {
    ImageReader reader = reader(header.format());
    try (ImageInputStream input = new PixelDataStream(header.minimalFile(), budget)) {
      boolean[] endedEarly = new boolean[1];
      reader.addIIOReadWarningListener((source, warning) -> endedEarly[0] |= isEarlyEnd(warning));
      reader.addIIOReadProgressListener(new Clock(budget));
      reader.setInput(input, false, true);
      checkSides(reader, header.frame());
      BufferedImage image = reader.read(0, parameters(reader, header));
      if (endedEarly[0] && !header.complete()) {
        throw Refusal.corrupt(header.format() + " ends before its pixels do");
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  /** Readers put rows of red, green and blue as they are; turned around, each takes a copy. */
  private static ImageReadParam parameters(ImageReader reader, ImageHeader header)
      throws IOException {
    ImageReadParam parameters = reader.getDefaultReadParam();
    ImageTypeSpecifier stored =
        header.format() == ImageFormat.JPEG ? reader.getRawImageType(0) : null;
    if (stored != null && stored.getNumBands() == 3) {
      parameters.setDestination(rgb(header.frame().width(), header.frame().height()));
    }
    return parameters;
  }

  private static BufferedImage rgb(int width, int height) {
    ColorSpace srgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    ColorModel model =
        new ComponentColorModel(srgb, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, width, height, 3 * width, 3, new int[] {0, 1, 2}, null);
    return new BufferedImage(model, raster, false, null);
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
