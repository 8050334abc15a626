package io.clipstream.benchmarks;

import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.Preprocessor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Encoded pictures to what the encoder takes: decoding at scale, resizing, cropping. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Decoding {
  static final int SIDE = 224;

  /** Format, width and height. */
  @Param({"jpg 640x480", "jpg 1920x1080", "jpg 4000x3000", "png 640x480"})
  public String picture;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final Preprocessor preprocessor = new Preprocessor(Preprocessing.clip(SIDE));
  private byte[] bytes;

  /** Makes the picture. */
  @Setup
  public void encode() throws IOException {
    String[] parts = picture.split("[ x]", -1);
    bytes = encoded(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  /** Takes it to the encoder's input. */
  @Benchmark
  public Object decode() {
    DecodeResult result = decoder.decode(bytes, SIDE);
    return preprocessor.apply(((DecodeResult.Decoded) result).picture());
  }

  /** Slopes of colour with grain: neither as easy as a plain area nor as hard as noise. */
  private static byte[] encoded(String format, int width, int height) throws IOException {
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
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }
}
