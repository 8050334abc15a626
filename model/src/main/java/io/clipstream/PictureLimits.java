package io.clipstream;

import io.clipstream.model.image.ImageFormat;
import io.clipstream.model.image.ImageLimits;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a picture may cost. Limits are held against its header before memory is taken for it, time
 * while it is decoded; what exceeds them is rejected.
 *
 * @param bytes of the encoded picture; default 32 MiB
 * @param pixels width times height; default 50,000,000
 * @param side width and height, in pixels; default 16,384
 * @param frames of an animation or pages of a document, of which only the first is decoded; default
 *     1,000
 * @param memory in bytes that decoding may take, heap and native together; default 256 MiB. A
 *     picture of more than 4 MiB may take 20 bytes more for every byte above
 * @param time of a processor that decoding may take; default 1.5 seconds
 * @param formats that are read, one or more; all by default
 */
public record PictureLimits(
    int bytes,
    int pixels,
    int side,
    int frames,
    long memory,
    Duration time,
    Set<PictureFormat> formats) {

  /** The defaults. */
  public static final PictureLimits DEFAULT = of(ImageLimits.DEFAULT);

  /** The defaults for pictures of strangers: JPEG, PNG, GIF and WebP alone. */
  public static final PictureLimits STRANGERS = of(ImageLimits.STREAM);

  /**
   * Checks the limits.
   *
   * @param bytes above 0
   * @param pixels above 0
   * @param side above 0
   * @param frames above 0
   * @param memory above 0
   * @param time above 0
   * @param formats one or more
   * @throws IllegalArgumentException if one is not above 0, or there is no format
   */
  public PictureLimits {
    inside(bytes, pixels, side, frames, memory, time, formats);
    formats = Collections.unmodifiableSet(EnumSet.copyOf(formats));
  }

  /**
   * These limits with another number of bytes.
   *
   * @param value of the encoded picture
   * @return the new limits
   */
  public PictureLimits withBytes(int value) {
    return new PictureLimits(value, pixels, side, frames, memory, time, formats);
  }

  /**
   * These limits with another number of pixels.
   *
   * @param value width times height
   * @return the new limits
   */
  public PictureLimits withPixels(int value) {
    return new PictureLimits(bytes, value, side, frames, memory, time, formats);
  }

  /**
   * These limits with another side.
   *
   * @param value in pixels
   * @return the new limits
   */
  public PictureLimits withSide(int value) {
    return new PictureLimits(bytes, pixels, value, frames, memory, time, formats);
  }

  /**
   * These limits with another number of frames.
   *
   * @param value frames or pages
   * @return the new limits
   */
  public PictureLimits withFrames(int value) {
    return new PictureLimits(bytes, pixels, side, value, memory, time, formats);
  }

  /**
   * These limits with other memory.
   *
   * @param value in bytes
   * @return the new limits
   */
  public PictureLimits withMemory(long value) {
    return new PictureLimits(bytes, pixels, side, frames, value, time, formats);
  }

  /**
   * These limits with another time.
   *
   * @param value of a processor
   * @return the new limits
   */
  public PictureLimits withTime(Duration value) {
    return new PictureLimits(bytes, pixels, side, frames, memory, value, formats);
  }

  /**
   * These limits with other formats.
   *
   * @param value that are read
   * @return the new limits
   */
  public PictureLimits withFormats(Set<PictureFormat> value) {
    return new PictureLimits(bytes, pixels, side, frames, memory, time, value);
  }

  private static PictureLimits of(ImageLimits limits) {
    return new PictureLimits(
        limits.bytes(),
        limits.pixels(),
        limits.side(),
        limits.frames(),
        limits.memory(),
        limits.time(),
        limits.formats().stream()
            .map(format -> PictureFormat.valueOf(format.name()))
            .collect(Collectors.toSet()));
  }

  ImageLimits inside() {
    return inside(bytes, pixels, side, frames, memory, time, formats);
  }

  private static ImageLimits inside(
      int bytes,
      int pixels,
      int side,
      int frames,
      long memory,
      Duration time,
      Set<PictureFormat> formats) {
    Set<ImageFormat> read =
        formats.stream()
            .map(format -> ImageFormat.valueOf(format.name()))
            .collect(Collectors.toSet());
    return new ImageLimits(bytes, pixels, side, frames, memory, time, read);
  }
}
