package io.clipstream.model.image.webp;

import io.clipstream.model.image.cost.Budget;
import java.util.ArrayDeque;
import java.util.Deque;

/** Decodes lossless WebP (RFC 9649, section 3). */
public final class LosslessDecoder {
  private static final int HEADER_BYTES = 5;
  private static final int ALPHA_IS_USED = 1 << 4;

  private final WebpBitReader in;
  private final Budget budget;
  private final int width;
  private final int height;
  private final Deque<Transform> transforms = new ArrayDeque<>();
  private int codedWidth;
  private int seen;

  private LosslessDecoder(WebpBitReader in, Budget budget, int width, int height) {
    this.in = in;
    this.budget = budget;
    this.width = width;
    this.height = height;
    this.codedWidth = width;
  }

  /**
   * Decodes a picture. Memory for its pixels has been charged, and some earmarked for codes and
   * small images.
   *
   * @param data holds a VP8L chunk's contents from {@code from} to {@code end}
   * @param width in pixels, as the contents' header says, which the caller has checked
   * @param height likewise
   * @return {@code width * height} pixels, not premultiplied
   * @throws DamagedWebp if the content is damaged
   */
  public static int[] decode(byte[] data, int from, int end, int width, int height, Budget budget) {
    WebpBitReader in = new WebpBitReader(data, from + HEADER_BYTES, end);
    int[] argb = new LosslessDecoder(in, budget, width, height).pixels();
    if ((data[from + HEADER_BYTES - 1] & ALPHA_IS_USED) == 0) {
      for (int i = 0; i < argb.length; i++) {
        argb[i] |= 0xff000000;
      }
    }
    return argb;
  }

  /** Decodes a picture without header, as alpha planes are; the levels are green's. */
  static int[] decodePlane(byte[] data, int from, int end, int width, int height, Budget budget) {
    return new LosslessDecoder(new WebpBitReader(data, from, end), budget, width, height).pixels();
  }

  private int[] pixels() {
    while (in.takeFlag()) {
      transform(in.take(2));
    }
    int[] argb = new int[width * height];
    EntropyImage.picture(in, budget, codedWidth, height, argb);
    int at = codedWidth;
    for (Transform transform : transforms) {
      if (transform instanceof Transform.Indexed) {
        at = width;
      }
      transform.undo(argb, at, height, budget);
    }
    return argb;
  }

  private void transform(int kind) {
    if ((seen & 1 << kind) != 0) {
      throw new DamagedWebp("WebP has the same transform twice");
    }
    seen |= 1 << kind;
    transforms.push(
        switch (kind) {
          case 0 -> {
            int bits = 2 + in.take(3);
            yield new Transform.Predicted(bits, blocks(bits));
          }
          case 1 -> {
            int bits = 2 + in.take(3);
            yield new Transform.Correlated(bits, blocks(bits));
          }
          case 2 -> new Transform.GreenSubtracted();
          default -> indexed(1 + in.take(8));
        });
  }

  private int[] blocks(int bits) {
    return EntropyImage.small(
        in, budget, EntropyImage.blocks(codedWidth, bits), EntropyImage.blocks(height, bits));
  }

  private Transform indexed(int colours) {
    int[] palette = EntropyImage.small(in, budget, colours, 1);
    for (int i = 1; i < colours; i++) {
      palette[i] = Predictor.sum(palette[i], palette[i - 1]);
    }
    int bits = colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3;
    codedWidth = EntropyImage.blocks(codedWidth, bits);
    return new Transform.Indexed(bits, palette);
  }
}
