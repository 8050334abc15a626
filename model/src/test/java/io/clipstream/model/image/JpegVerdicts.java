package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.image.DecodeResult.Decoded;
import io.clipstream.model.image.cost.SharedMemory;
import io.clipstream.model.image.jpeg.JpegEngine;
import java.time.Duration;

/** What becomes of a JPEG with libjpeg-turbo where there is one, and without it. */
public final class JpegVerdicts {
  /** Verdicts by the clock are the machine's, not the picture's. */
  static final ImageLimits LIMITS = ImageLimits.DEFAULT.withTime(Duration.ofMinutes(5));

  private final ImageDecoder turbo;
  private final ImageDecoder java;

  public JpegVerdicts(int pixels) {
    ImageLimits limits = LIMITS.withPixels(pixels);
    turbo = new ImageDecoder(limits, SharedMemory.HEAP, JpegEngine.chosen());
    java = new ImageDecoder(limits, SharedMemory.HEAP, JpegEngine.JAVA);
  }

  /** Holds the two against each other, at full size and reduced. */
  public void assertSame(String name, byte[] picture) {
    for (int side : new int[] {0, 16}) {
      assertThat(verdict(turbo.decode(picture, side)))
          .as(name + ", for " + side)
          .isEqualTo(verdict(java.decode(picture, side)));
    }
  }

  /** A damaged picture may come out in full where the other decoder reduces it. */
  private static Object verdict(DecodeResult result) {
    return result instanceof Decoded decoded
        ? decoded.picture().sourceWidth() + " x " + decoded.picture().sourceHeight()
        : result;
  }
}
