package io.clipstream.model.image.webp;

/** The fourteen predictions of a pixel from its neighbours (RFC 9649, section 3.5.1). */
final class Predictor {
  static final int BLACK = 0xff000000;

  private Predictor() {}

  /** Undoes prediction {@code mode} from pixel {@code from} to {@code end} of one row. */
  static void undo(int mode, int[] argb, int from, int end, int width) {
    for (int i = from; i < end; i++) {
      argb[i] = sum(argb[i], prediction(mode, argb, i, width));
    }
  }

  private static int prediction(int mode, int[] argb, int i, int width) {
    int left = argb[i - 1];
    int top = argb[i - width];
    int topLeft = argb[i - width - 1];
    int topRight = argb[i - width + 1]; // of the last column: this row's first pixel
    return switch (mode) {
      case 1 -> left;
      case 2 -> top;
      case 3 -> topRight;
      case 4 -> topLeft;
      case 5 -> mean(mean(left, topRight), top);
      case 6 -> mean(left, topLeft);
      case 7 -> mean(left, top);
      case 8 -> mean(topLeft, top);
      case 9 -> mean(top, topRight);
      case 10 -> mean(mean(left, topLeft), mean(top, topRight));
      case 11 -> nearer(left, top, topLeft);
      case 12 -> gradient(left, top, topLeft);
      case 13 -> halfGradient(mean(left, top), topLeft);
      default -> BLACK;
    };
  }

  /** By channel, each modulo 256. */
  static int sum(int a, int b) {
    int alphaGreen = (a & 0xff00ff00) + (b & 0xff00ff00);
    int redBlue = (a & 0x00ff00ff) + (b & 0x00ff00ff);
    return (alphaGreen & 0xff00ff00) | (redBlue & 0x00ff00ff);
  }

  private static int mean(int a, int b) {
    return (((a ^ b) & 0xfefefefe) >>> 1) + (a & b);
  }

  private static int nearer(int left, int top, int topLeft) {
    int toLeft = 0;
    int toTop = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int corner = topLeft >>> shift & 255;
      toLeft += Math.abs((top >>> shift & 255) - corner);
      toTop += Math.abs((left >>> shift & 255) - corner);
    }
    return toLeft < toTop ? left : top;
  }

  private static int gradient(int left, int top, int topLeft) {
    int result = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int level = (left >>> shift & 255) + (top >>> shift & 255) - (topLeft >>> shift & 255);
      result |= clipped(level) << shift;
    }
    return result;
  }

  private static int halfGradient(int mean, int topLeft) {
    int result = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int level = mean >>> shift & 255;
      result |= clipped(level + (level - (topLeft >>> shift & 255)) / 2) << shift;
    }
    return result;
  }

  static int clipped(int level) {
    return level < 0 ? 0 : Math.min(level, 255);
  }
}
