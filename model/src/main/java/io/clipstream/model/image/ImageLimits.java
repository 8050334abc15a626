package io.clipstream.model.image;

import java.io.Serializable;

/**
 * What a picture may cost. All limits are held against its header, before memory is taken for it.
 *
 * @param bytes of the encoded picture; default 32 MiB
 * @param pixels width times height; default 50,000,000. Decoding takes at most about 20 bytes of
 *     memory a pixel
 * @param side width and height, in pixels; default 16,384
 * @param frames of an animation or pages of a document, of which only the first is decoded; default
 *     1,000
 */
public record ImageLimits(int bytes, int pixels, int side, int frames) implements Serializable {
  /** The documented defaults. */
  public static final ImageLimits DEFAULT = new ImageLimits(32 << 20, 50_000_000, 16_384, 1_000);

  public ImageLimits {
    positive("bytes", bytes);
    positive("pixels", pixels);
    positive("side", side);
    positive("frames", frames);
  }

  public ImageLimits withBytes(int value) {
    return new ImageLimits(value, pixels, side, frames);
  }

  public ImageLimits withPixels(int value) {
    return new ImageLimits(bytes, value, side, frames);
  }

  public ImageLimits withSide(int value) {
    return new ImageLimits(bytes, pixels, value, frames);
  }

  public ImageLimits withFrames(int value) {
    return new ImageLimits(bytes, pixels, side, value);
  }

  /** Refuses a picture whose header claims these sides. Unsigned 32-bit claims fit a long. */
  void check(long width, long height) {
    if (width < 1 || height < 1) {
      throw Refusal.corrupt("header claims " + width + " x " + height + " pixels");
    }
    if (width > side || height > side) {
      throw Refusal.tooLarge(
          "header claims " + width + " x " + height + " pixels, limit is a side of " + side);
    }
    if (width * height > pixels) {
      throw Refusal.tooLarge(
          "header claims " + width + " x " + height + " pixels, limit is " + pixels + " in all");
    }
  }

  /** Refuses a picture of more frames. */
  void checkFrames(long count) {
    if (count > frames) {
      throw Refusal.tooLarge("more than " + frames + " frames");
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("limit '" + name + "' is " + value + ", expected above 0");
    }
  }
}
