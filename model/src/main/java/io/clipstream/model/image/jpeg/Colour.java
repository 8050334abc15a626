package io.clipstream.model.image.jpeg;

/** Samples of all components to pixels (JFIF 1.02: YCbCr as in ITU-R BT.601, full range). */
final class Colour {
  private static final int OPAQUE = 0xff000000;
  private static final int ONE = 1 << 16;
  private static final int HALF = 1 << 15;
  private static final int RED_CR = (int) (1.402 * ONE + 0.5);
  private static final int GREEN_CB = (int) (0.344136 * ONE + 0.5);
  private static final int GREEN_CR = (int) (0.714136 * ONE + 0.5);
  private static final int BLUE_CB = (int) (1.772 * ONE + 0.5);

  private Colour() {}

  static ScaledImage image(Frame frame, int points, boolean rgb) {
    int width = Component.divideUp(frame.width * points, 8);
    int height = Component.divideUp(frame.height * points, 8);
    int[] argb = new int[width * height];
    for (int y = 0; y < height; y++) {
      if (frame.components.size() == 1) {
        gray(frame.components.get(0), y, width, argb);
      } else {
        row(frame, y, width, rgb, argb);
      }
    }
    return new ScaledImage(width, height, argb);
  }

  private static void gray(Component component, int y, int width, int[] argb) {
    for (int x = 0; x < width; x++) {
      int level = component.samples[y * component.stride + x] & 0xff;
      argb[y * width + x] = OPAQUE | level * 0x010101;
    }
  }

  private static void row(Frame frame, int y, int width, boolean rgb, int[] argb) {
    Component first = frame.components.get(0);
    Component second = frame.components.get(1);
    Component third = frame.components.get(2);
    for (int x = 0; x < width; x++) {
      int a = first.samples[y * first.stride + x] & 0xff;
      int b = second.samples[y * second.stride + x] & 0xff;
      int c = third.samples[y * third.stride + x] & 0xff;
      argb[y * width + x] = rgb ? OPAQUE | a << 16 | b << 8 | c : fromYcc(a, b - 128, c - 128);
    }
  }

  private static int fromYcc(int luma, int cb, int cr) {
    int y = luma * ONE + HALF;
    int r = clipped(y + RED_CR * cr);
    int g = clipped(y - GREEN_CB * cb - GREEN_CR * cr);
    int b = clipped(y + BLUE_CB * cb);
    return OPAQUE | r << 16 | g << 8 | b;
  }

  private static int clipped(int fixed) {
    int level = fixed >> 16;
    return level < 0 ? 0 : Math.min(level, 255);
  }
}
