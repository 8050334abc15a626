package io.clipstream.benchmarks;

import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.Preprocessor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Encoded pictures to what the encoder takes: decoding at scale, resizing, cropping. */
final class Decoding {
  static final int SIDE = 224;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final Preprocessor preprocessor;

  Decoding(Preprocessing preprocessing) {
    this.preprocessor = new Preprocessor(preprocessing);
  }

  /** The encoder's input, {@code [S, S, 3]}. */
  byte[] pixels(byte[] picture) {
    DecodeResult result = decoder.decode(picture, preprocessor.settings().imageSize());
    return preprocessor.apply(((DecodeResult.Decoded) result).picture());
  }

  /** The CPU seconds that one picture takes in the median of as many as fit into {@code wall}. */
  double seconds(byte[] picture, double wall) {
    long end = System.nanoTime() + (long) (1e9 * wall);
    long[] times = new long[64];
    int count = 0;
    int pixels = 0;
    while (count == 0 || System.nanoTime() < end) {
      long start = THREADS.getCurrentThreadCpuTime();
      pixels += pixels(picture).length; // so that it has a use
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      times[count++] = THREADS.getCurrentThreadCpuTime() - start;
    }
    Arrays.sort(times, 0, count);
    return pixels > 0 ? times[count / 2] / 1e9 : 0;
  }

  /**
   * A made-up photograph: slopes of colour with grain, neither as easy as a plain area nor as hard
   * as noise.
   *
   * @param kind format, {@code progressive} or nothing, width and height: {@code jpg 640x480}
   */
  static byte[] photograph(String kind) throws IOException {
    String[] parts = kind.split("[ x]", -1);
    int width = Integer.parseInt(parts[parts.length - 2]);
    int height = Integer.parseInt(parts[parts.length - 1]);
    return encoded(photograph(width, height), parts[0], parts.length > 3);
  }

  private static BufferedImage photograph(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int grain = random.nextInt(24);
        int red = 200 * x / width + grain;
        int green = 200 * y / height + grain;
        int blue = (x * 7 + y * 3) % 180 + grain;
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  private static byte[] encoded(BufferedImage image, String format, boolean progressive)
      throws IOException {
    ImageWriter writer =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
