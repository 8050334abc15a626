package io.clipstream.model.image;

import io.clipstream.model.image.cost.Budget;
import java.nio.ByteOrder;

/**
 * Brings colours that an embedded RGB profile describes by a matrix and three curves (ICC.1, annex
 * F.3) to sRGB, as cameras, phones and screens have it. Profiles of tables, which scanners and
 * printers have, change nothing, nor do broken ones: the reference pipeline looks at no profile at
 * all. Own arithmetic, since the platform's converter takes a second for small hostile profiles,
 * within a lock.
 */
final class IccProfile {
  private static final int RGB_SPACE = 0x52474220; // "RGB " (7.2.6)
  private static final int XYZ_SPACE = 0x58595a20; // "XYZ " (7.2.7)
  private static final int SPACE_AT = 16;
  private static final int TAGS_AT = 128;
  private static final int MOST_TAGS = 100;

  /** Those that are of use take a few kB, tables of printers a few hundred. */
  static final int MOST_BYTES = 1 << 20;

  /** Differences up to this are no difference: the profile is sRGB under another name. */
  private static final int INVISIBLE = 2;

  /** From XYZ of the D50 white to linear sRGB (IEC 61966-2-1, adapted by Bradford's method). */
  private static final double[][] TO_SRGB = {
    {3.1341359569958707, -1.6173863321612538, -0.4906619460083532},
    {-0.978795502912089, 1.916254567259524, 0.03344273116131949},
    {0.07195537988411677, -0.2289768264158322, 1.405386058324125},
  };

  private static final int STEPS = 1 << 14;
  private static final byte[] LEVELS = srgbLevels();

  private final Bytes bytes;
  private final float[][] light = new float[3][256]; // linear light of a level, by channel
  private final float[] matrix = new float[9]; // to steps of linear sRGB, in rows

  private IccProfile(byte[] profile) {
    this.bytes = Bytes.of(profile, ByteOrder.BIG_ENDIAN);
    double[][] colorants = new double[3][];
    for (int c = 0; c < 3; c++) {
      String channel = "rgb".substring(c, c + 1);
      colorants[c] = xyz(tag(channel + "XYZ"));
      curve(tag(channel + "TRC"), light[c]);
    }
    for (int i = 0; i < 9; i++) {
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        sum += TO_SRGB[i / 3][k] * colorants[i % 3][k];
      }
      matrix[i] = (float) (sum * STEPS);
    }
  }

  /** The picture in sRGB; as it is where there is no profile, or none that can be used. */
  static Picture toSrgb(Picture picture, byte[] profile, Budget budget) {
    if (profile == null || profile.length < TAGS_AT + 4 || !isUsable(profile)) {
      return picture;
    }
    try {
      IccProfile usable = new IccProfile(profile);
      if (usable.isVisible()) {
        usable.apply(picture.argb(), picture.width(), budget);
      }
    } catch (Refusal broken) {
      return picture;
    }
    return picture;
  }

  /** Gray profiles are close to sRGB's curve, and inks are the reader's affair. */
  private static boolean isUsable(byte[] profile) {
    Bytes bytes = Bytes.of(profile, ByteOrder.BIG_ENDIAN);
    return bytes.u32(SPACE_AT) == RGB_SPACE && bytes.u32(SPACE_AT + 4) == XYZ_SPACE;
  }

  /** The contents of a tag. */
  private Bytes tag(String name) {
    long count = Math.min(MOST_TAGS, bytes.u32(TAGS_AT));
    for (int i = 0; i < count; i++) {
      long entry = TAGS_AT + 4 + 12L * i;
      if (bytes.starts(entry, name)) {
        return bytes.window(bytes.u32(entry + 4), bytes.u32(entry + 8), ByteOrder.BIG_ENDIAN);
      }
    }
    throw Refusal.unsupported("profile has no tag " + name);
  }

  private static double[] xyz(Bytes tag) {
    if (!tag.starts(0, "XYZ ")) {
      throw Refusal.unsupported("profile has a colorant of unknown kind");
    }
    return new double[] {fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)};
  }

  private static double fixed(Bytes tag, long at) {
    return tag.i32(at) / 65_536.0;
  }

  private static void curve(Bytes tag, float[] light) {
    boolean parametric = tag.starts(0, "para");
    if (!parametric && !tag.starts(0, "curv")) {
      throw Refusal.unsupported("profile has a curve of unknown kind");
    }
    for (int i = 0; i < 256; i++) {
      double value = parametric ? parametric(tag, i / 255.0) : sampled(tag, i / 255.0);
      if (Double.isNaN(value)) {
        throw Refusal.corrupt("profile has a curve that is no number");
      }
      light[i] = (float) Math.max(0, Math.min(1, value));
    }
  }

  /** ICC.1, section 10.6: a table; one number is an exponent, none a straight line. */
  private static double sampled(Bytes tag, double level) {
    long count = tag.u32(8);
    if (count == 0) {
      return level;
    }
    if (count == 1) {
      return Math.pow(level, tag.u16(12) / 256.0);
    }
    double at = level * (count - 1);
    long low = Math.min((long) at, count - 2);
    double below = tag.u16(12 + 2 * low);
    double above = tag.u16(12 + 2 * (low + 1));
    return (below + (above - below) * (at - low)) / 65_535;
  }

  /** ICC.1, section 10.18, table 68. */
  private static double parametric(Bytes tag, double x) {
    int kind = tag.u16(8);
    if (kind > 4) {
      throw Refusal.unsupported("profile has a curve of kind " + kind);
    }
    double g = fixed(tag, 12);
    double a = kind == 0 ? 1 : fixed(tag, 16);
    double b = kind == 0 ? 0 : fixed(tag, 20);
    double c = kind < 2 ? 0 : fixed(tag, 24);
    return switch (kind) {
      case 0 -> Math.pow(x, g);
      case 1, 2 -> (x >= -b / a ? Math.pow(a * x + b, g) : 0) + c;
      case 3 -> x >= fixed(tag, 28) ? Math.pow(a * x + b, g) : c * x;
      default ->
          x >= fixed(tag, 28) ? Math.pow(a * x + b, g) + fixed(tag, 32) : c * x + fixed(tag, 36);
    };
  }

  private boolean isVisible() {
    for (int i = 0; i < 17 * 17 * 17; i++) {
      int pixel = level(i / 289) << 16 | level(i / 17 % 17) << 8 | level(i % 17);
      int converted = convert(pixel);
      for (int shift = 0; shift <= 16; shift += 8) {
        if (Math.abs((pixel >> shift & 255) - (converted >> shift & 255)) > INVISIBLE) {
          return true;
        }
      }
    }
    return false;
  }

  private static int level(int index) {
    return Math.min(255, index * 16);
  }

  /** Converts pixels in place, alpha untouched. */
  private void apply(int[] argb, int width, Budget budget) {
    for (int from = 0; from < argb.length; from += width) {
      for (int i = from; i < from + width; i++) {
        argb[i] = (argb[i] & 0xff000000) | convert(argb[i]);
      }
      budget.step();
    }
  }

  private int convert(int pixel) {
    float r = light[0][pixel >> 16 & 255];
    float g = light[1][pixel >> 8 & 255];
    float b = light[2][pixel & 255];
    return encoded(matrix[0] * r + matrix[1] * g + matrix[2] * b) << 16
        | encoded(matrix[3] * r + matrix[4] * g + matrix[5] * b) << 8
        | encoded(matrix[6] * r + matrix[7] * g + matrix[8] * b);
  }

  private static int encoded(float steps) {
    int step = (int) (steps + 0.5f);
    return LEVELS[step < 0 ? 0 : Math.min(step, STEPS)] & 255;
  }

  private static byte[] srgbLevels() {
    byte[] levels = new byte[STEPS + 1];
    for (int i = 0; i <= STEPS; i++) {
      double linear = (double) i / STEPS;
      double encoded =
          linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
      levels[i] = (byte) Math.round(255 * encoded);
    }
    return levels;
  }
}
