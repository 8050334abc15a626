package io.clipstream.model.fuzz;

import io.clipstream.model.image.JpegVerdicts;

/** With libjpeg-turbo any JPEG has the fate that it has in Java alone. */
public final class JpegFuzz {
  /** Larger pictures cost time and show nothing more. */
  private static final JpegVerdicts VERDICTS = new JpegVerdicts(300_000);

  private JpegFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 1 && data[0] == (byte) 0xff && data[1] == (byte) 0xd8) {
      VERDICTS.assertSame("fuzzed", data);
    }
  }
}
