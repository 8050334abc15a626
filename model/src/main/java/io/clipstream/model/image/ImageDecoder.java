package io.clipstream.model.image;

import io.clipstream.model.image.jpeg.NotReducible;
import io.clipstream.model.image.jpeg.ScaledImage;
import io.clipstream.model.image.jpeg.ScaledJpegDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Decodes JPEG, PNG, GIF and WebP (first frame), BMP and TIFF (first page) to upright sRGB. The
 * bytes may be hostile: the header is held against the limits before memory is taken, and whatever
 * goes wrong becomes a {@link DecodeResult.Rejected} of one line. May be used from any number of
 * threads at once.
 */
public final class ImageDecoder {
  /** Reduced-scale decoding leaves the shorter side this many times the target's. */
  private static final int LEAST_OVERSAMPLING = 2;

  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = Objects.requireNonNull(limits, "limits is null");
  }

  /** Decodes at full size. */
  public DecodeResult decode(byte[] bytes) {
    return decode(bytes, 0);
  }

  /**
   * Decodes for a square of {@code targetSide} pixels: a JPEG may come out at 1/2, 1/4 or 1/8 of
   * its size, its shorter side still at least twice {@code targetSide}. 0 decodes at full size.
   */
  public DecodeResult decode(byte[] bytes, int targetSide) {
    try {
      return new DecodeResult.Decoded(picture(bytes, targetSide));
    } catch (Refusal refusal) {
      return new DecodeResult.Rejected(refusal.reason(), oneLine(refusal.getMessage()));
    } catch (IOException | RuntimeException | StackOverflowError damaged) {
      // ImageIO's readers throw most kinds of unchecked exception at damaged content.
      return new DecodeResult.Rejected(RejectReason.CORRUPT, damage(damaged));
    } catch (OutOfMemoryError error) {
      return outOfMemory(error);
    }
  }

  /** Reads and decodes a file, of which no more than the byte limit is read. */
  public DecodeResult read(Path file) {
    return read(file, 0);
  }

  /** Reads a file and decodes it as {@link #decode(byte[], int)} does. */
  public DecodeResult read(Path file, int targetSide) {
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > limits.bytes()) {
        return tooManyBytes(size);
      }
      return decode(in.readNBytes(limits.bytes() + 1), targetSide);
    } catch (IOException | SecurityException unreadable) {
      return new DecodeResult.Rejected(RejectReason.UNREADABLE, describe(unreadable));
    }
  }

  private Picture picture(byte[] bytes, int targetSide) throws IOException {
    if (bytes.length == 0) {
      throw Refusal.empty();
    }
    if (bytes.length > limits.bytes()) {
      throw Refusal.tooLarge(bytes.length + " bytes, limit is " + limits.bytes());
    }
    ImageHeader header = ImageHeader.read(bytes, limits);
    Picture picture = pixels(header, targetSide);
    picture = IccProfile.toSrgb(picture, header.profile());
    return Orientation.upright(picture, header.orientation());
  }

  private static Picture pixels(ImageHeader header, int targetSide) throws IOException {
    int reduction = reduction(header, targetSide);
    if (reduction > 1) {
      try {
        ScaledImage scaled = ScaledJpegDecoder.decode(header.essence(), reduction);
        return new Picture(
            scaled.width(), scaled.height(), scaled.argb(), header.width(), header.height());
      } catch (NotReducible exotic) {
        // The full decoder knows more of the format, and its verdict on damage counts.
      }
    }
    Picture frame = Colours.argb(PixelReader.read(header));
    if (header.frame().equals(ImageHeader.Frame.whole(header.width(), header.height()))) {
      return frame;
    }
    return onCanvas(frame, header);
  }

  /** How much smaller the picture may be decoded for a square of {@code targetSide}. */
  private static int reduction(ImageHeader header, int targetSide) {
    if (header.format() != ImageFormat.JPEG || targetSide < 1) {
      return 1;
    }
    int shorter = Math.min(header.width(), header.height());
    int reduction = 8;
    while (reduction > 1 && !isEnough(header, shorter / reduction, targetSide, reduction)) {
      reduction /= 2;
    }
    return reduction;
  }

  private static boolean isEnough(ImageHeader header, int shorter, int target, int reduction) {
    // A picture to be turned would have its partly covered edge pixels at the wrong end.
    boolean divides = header.width() % reduction == 0 && header.height() % reduction == 0;
    return shorter >= (long) LEAST_OVERSAMPLING * target && (divides || header.orientation() == 1);
  }

  /** A first frame smaller than the canvas lies on transparency. */
  private static Picture onCanvas(Picture frame, ImageHeader header) {
    int[] argb = new int[header.width() * header.height()];
    for (int y = 0; y < frame.height(); y++) {
      int to = (header.frame().y() + y) * header.width() + header.frame().x();
      System.arraycopy(frame.argb(), y * frame.width(), argb, to, frame.width());
    }
    return new Picture(header.width(), header.height(), argb);
  }

  private DecodeResult tooManyBytes(long size) {
    return new DecodeResult.Rejected(
        RejectReason.TOO_LARGE, size + " bytes, limit is " + limits.bytes());
  }

  /** An impossible array size is the content's fault; a full heap is not, and must be seen. */
  private static DecodeResult outOfMemory(OutOfMemoryError error) {
    if (String.valueOf(error.getMessage()).contains("array size")) {
      return new DecodeResult.Rejected(RejectReason.CORRUPT, damage(error));
    }
    throw error;
  }

  private static String damage(Throwable failure) {
    return oneLine("the content cannot be decoded: " + describe(failure));
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName();
    return oneLine(message == null ? kind : kind + ": " + message);
  }

  private static String oneLine(String message) {
    String line = message.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }
}
