package io.clipstream.model.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.WebPReadParam;
import io.clipstream.model.image.cost.Budget;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes a lossy WebP frame without alpha by libwebp. Where its natives do not run such pictures
 * are refused: the readers in Java drift from libwebp's colours by up to five levels in the mean.
 */
final class LossyWebp {
  private static final Log LOG = Log.of(LossyWebp.class);

  private LossyWebp() {}

  /** The frame's pixels, opaque. */
  static int[] decode(byte[] webp, ImageHeader.Frame frame, Budget budget) throws IOException {
    if (!Native.RUNS) {
      throw Refusal.unsupported(
          "lossy WebP is read by libwebp, which does not run on this machine");
    }
    BufferedImage image = read(webp, budget);
    if (image == null) {
      throw Refusal.corrupt("WebP ends before its pixels do");
    }
    if (image.getWidth() != frame.width() || image.getHeight() != frame.height()) {
      throw Refusal.corrupt("WebP has a header of other sides");
    }
    return pixels(image);
  }

  private static BufferedImage read(byte[] webp, Budget budget) throws IOException {
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    try (ImageInputStream input = new PixelDataStream(webp, budget)) {
      reader.setInput(input, false, true);
      WebPReadParam param = new WebPReadParam();
      param.setNoFancyUpsampling(true); // colours as they are stored, each for its four pixels
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
    private static final String PIXEL = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";

    static final boolean RUNS = runs();

    private static boolean runs() {
      try {
        byte[] pixel = Base64.getDecoder().decode(PIXEL);
        Budget budget = ImageLimits.DEFAULT.budget(pixel.length);
        return read(pixel, budget) != null;
      } catch (IOException | RuntimeException | LinkageError unusable) {
        LOG.with(LogKey.ERROR, unusable)
            .warn("libwebp does not run here, lossy WebP pictures are rejected");
        return false;
      }
    }
  }
}
