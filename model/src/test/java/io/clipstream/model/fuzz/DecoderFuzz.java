package io.clipstream.model.fuzz;

import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.DecodeResult.Decoded;
import io.clipstream.model.image.DecodeResult.Rejected;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.Preprocessor;

/** Any bytes decode and are preprocessed, or are rejected in one line, at both scales. */
public final class DecoderFuzz {
  /** Larger pictures cost time and show nothing more. */
  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageLimits.DEFAULT.withPixels(300_000));

  private static final Preprocessor CLIP = new Preprocessor(Preprocessing.clip(16));

  private DecoderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    for (int side : new int[] {0, 8}) {
      DecodeResult result = DECODER.decode(data, side);
      if (result instanceof Decoded decoded) {
        CLIP.apply(decoded.picture());
      } else if (((Rejected) result).message().lines().count() != 1) {
        throw new AssertionError("message of several lines: " + result);
      }
    }
  }
}
