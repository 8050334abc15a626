package io.clipstream.model.image;

import static java.util.Objects.requireNonNull;

import io.clipstream.model.image.cost.Budget;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a picture may cost. Limits are held against its header before memory is taken for it, time
 * while it is decoded.
 *
 * @param bytes of the encoded picture; default 32 MiB
 * @param pixels width times height; default 50,000,000
 * @param side width and height, in pixels; default 16,384
 * @param frames of an animation or pages of a document, of which only the first is decoded; default
 *     1,000
 * @param memory in bytes that decoding may take, heap and native together; default 256 MiB. A
 *     picture of more than 4 MiB may take 20 bytes more for every byte above
 * @param time of a processor that decoding may take; default 1.5 seconds
 * @param formats that are read; all by default
 */
public record ImageLimits(
    int bytes,
    int pixels,
    int side,
    int frames,
    long memory,
    Duration time,
    Set<ImageFormat> formats)
    implements Serializable {

  /** The documented defaults. */
  public static final ImageLimits DEFAULT = new ImageLimits(32 << 20, 50_000_000, 16_384, 1_000);

  /** The defaults for pictures of strangers: what few people send and much code reads is off. */
  public static final ImageLimits STREAM =
      DEFAULT.withFormats(
          EnumSet.of(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.GIF, ImageFormat.WEBP));

  private static final int PLAIN_BYTES = 4 << 20;
  private static final int MEMORY_A_BYTE = 20;

  public ImageLimits {
    positive("bytes", bytes);
    positive("pixels", pixels);
    positive("side", side);
    positive("frames", frames);
    requireNonNull(time, "time is null");
    if (memory < 1 || time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "limits are " + memory + " bytes of memory and " + time + ", expected above 0");
    }
    if (formats.isEmpty()) {
      throw new IllegalArgumentException("limit 'formats' is empty, expected one format or more");
    }
    formats = Collections.unmodifiableSet(EnumSet.copyOf(formats));
  }

  /** Limits with the default memory, time and formats. */
  public ImageLimits(int bytes, int pixels, int side, int frames) {
    this(
        bytes,
        pixels,
        side,
        frames,
        256L << 20,
        Duration.ofMillis(1_500),
        EnumSet.allOf(ImageFormat.class));
  }

  public ImageLimits withBytes(int value) {
    return new ImageLimits(value, pixels, side, frames, memory, time, formats);
  }

  public ImageLimits withPixels(int value) {
    return new ImageLimits(bytes, value, side, frames, memory, time, formats);
  }

  public ImageLimits withSide(int value) {
    return new ImageLimits(bytes, pixels, value, frames, memory, time, formats);
  }

  public ImageLimits withFrames(int value) {
    return new ImageLimits(bytes, pixels, side, value, memory, time, formats);
  }

  public ImageLimits withMemory(long value) {
    return new ImageLimits(bytes, pixels, side, frames, value, time, formats);
  }

  public ImageLimits withTime(Duration value) {
    return new ImageLimits(bytes, pixels, side, frames, memory, value, formats);
  }

  public ImageLimits withFormats(Set<ImageFormat> value) {
    return new ImageLimits(bytes, pixels, side, frames, memory, time, value);
  }

  /** What a picture of so many bytes may cost, its time beginning now. */
  Budget budget(int encoded) {
    return new Budget(memory + (long) MEMORY_A_BYTE * Math.max(0, encoded - PLAIN_BYTES), time);
  }

  /** Refuses a picture of a format that is not to be read. */
  void check(ImageFormat format) {
    if (!formats.contains(format)) {
      throw Refusal.unsupported(format + " is not among the formats to be read, " + formats);
    }
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
