package io.clipstream.model.image;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What decoding a checked PNG takes.
 *
 * @param data the file
 * @param pixelsFrom where its deflated rows begin
 * @param pixelsLength how long they are
 * @param depth bits a sample
 * @param colour the colour type: 2 has red, green and blue, 3 a palette, 4 and 6 alpha
 * @param interlaced whether the pixels come in seven passes
 * @param palette 256 colours, black where there are fewer; alpha included
 * @param transparent the samples of the colour that is transparent; empty if there is none
 */
record CheckedPng(
    byte[] data,
    int pixelsFrom,
    int pixelsLength,
    int depth,
    int colour,
    boolean interlaced,
    int[] palette,
    int[] transparent) {

  private static final int PALETTE = 3;

  static CheckedPng of(byte[] file) {
    Bytes bytes = Bytes.of(file, ByteOrder.BIG_ENDIAN);
    int colour = bytes.u8(25);
    int[] palette = new int[256];
    Arrays.fill(palette, 0xff000000);
    int[] transparent = {};
    int at = 8;
    while (!bytes.name(at + 4).equals("IDAT")) {
      int length = bytes.i32(at);
      int body = at + 8;
      switch (bytes.name(at + 4)) {
        case "PLTE" -> colours(bytes, body, length, palette);
        case "tRNS" -> {
          if (colour == PALETTE) {
            alphas(bytes, body, length, palette);
          } else {
            transparent = samples(bytes, body, colour == 2 ? 3 : colour == 0 ? 1 : 0, length);
          }
        }
        default -> {}
      }
      at += 12 + length;
    }
    return new CheckedPng(
        file, at + 8, bytes.i32(at), bytes.u8(24), colour, bytes.u8(28) == 1, palette, transparent);
  }

  private static void colours(Bytes bytes, int at, int length, int[] palette) {
    for (int i = 0; i < Math.min(256, length / 3); i++) {
      int rgb = bytes.u16(at + 3L * i) << 8 | bytes.u8(at + 3L * i + 2);
      palette[i] = (palette[i] & 0xff000000) | rgb;
    }
  }

  private static void alphas(Bytes bytes, int at, int length, int[] palette) {
    for (int i = 0; i < Math.min(256, length); i++) {
      palette[i] = (palette[i] & 0xffffff) | bytes.u8(at + i) << 24;
    }
  }

  private static int[] samples(Bytes bytes, int at, int count, int length) {
    if (length < 2 * count) {
      return new int[0];
    }
    int[] samples = new int[count];
    for (int i = 0; i < count; i++) {
      samples[i] = bytes.u16(at + 2L * i);
    }
    return samples;
  }

  int samples() {
    return switch (colour) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  int pixelBits() {
    return depth * samples();
  }

  boolean indexed() {
    return colour == PALETTE;
  }
}
