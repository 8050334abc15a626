package io.clipstream.model.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.WebPReadParam;
import io.clipstream.model.image.cost.Budget;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes a lossy WebP frame without alpha: by libwebp where its natives run, else by a reader in
 * Java, whose levels differ from libwebp's by one in the mean.
 */
final class LossyWebp {
  private static final Logger LOG = LoggerFactory.getLogger(LossyWebp.class);

  /** The Java reader looks ahead, slowly where there is nothing. */
  private static final int LOOK_AHEAD = 64;

  private LossyWebp() {}

  /** The frame's pixels, opaque. */
  static int[] decode(byte[] webp, ImageHeader.Frame frame, Budget budget) throws IOException {
    return decode(webp, frame, budget, Native.RUNS);
  }

  static int[] decode(byte[] webp, ImageHeader.Frame frame, Budget budget, boolean natively)
      throws IOException {
    BufferedImage image;
    if (natively) {
      image = read(Native.reader(), webp, budget);
    } else {
      byte[] padded = Arrays.copyOf(webp, webp.length + LOOK_AHEAD);
      image = read(PixelReader.javaWebp(), padded, budget);
    }
    if (image == null) {
      throw Refusal.corrupt("WebP ends before its pixels do");
    }
    if (image.getWidth() != frame.width() || image.getHeight() != frame.height()) {
      throw Refusal.corrupt("WebP has a header of other sides");
    }
    return pixels(image);
  }

  private static BufferedImage read(ImageReader reader, byte[] webp, Budget budget)
      throws IOException {
    try (ImageInputStream input = new EssenceStream(webp, budget)) {
      reader.setInput(input, false, true);
      ImageReadParam param = reader.getDefaultReadParam();
      if (param instanceof WebPReadParam libwebp) {
        libwebp.setNoFancyUpsampling(true); // as the Java reader, and JPEG decoders at small scales
      }
      return reader.read(0, param);
    } finally {
      reader.dispose();
    }
  }

  private static int[] pixels(BufferedImage image) {
    if (image.getRaster().getDataBuffer() instanceof DataBufferInt ints
        && ints.getSize() == image.getWidth() * image.getHeight()) {
      return ints.getData();
    }
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  /** Whether libwebp's natives run on this machine, tried once with a picture of one pixel. */
  private static final class Native {
    private static final String PIXEL =
        "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";

    static final boolean RUNS = runs();

    static ImageReader reader() {
      return new WebPImageReaderSpi().createReaderInstance(null);
    }

    private static boolean runs() {
      try {
        byte[] pixel = Base64.getDecoder().decode(PIXEL);
        Budget budget = ImageLimits.DEFAULT.budget(pixel.length);
        return read(reader(), pixel, budget) != null;
      } catch (IOException | RuntimeException | LinkageError unusable) {
        LOG.warn("libwebp does not run here, lossy WebP is read in Java: {}", unusable.toString());
        return false;
      }
    }
  }
}
