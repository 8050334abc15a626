package io.clipstream.model.image;

import io.clipstream.model.image.cost.SharedMemory;
import io.clipstream.model.image.jpeg.JpegEngine;
import io.clipstream.model.image.jpeg.NotReducible;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Decodes JPEG, PNG, GIF and WebP (first frame), BMP and TIFF (first page) to upright sRGB. The
 * bytes may be hostile: the header is held against the limits before memory is taken, time is
 * looked at while pixels are decoded, and whatever goes wrong becomes a {@link
 * DecodeResult.Rejected} of one line. May be used from any number of threads at once; together they
 * take no more than half of the heap.
 */
public final class ImageDecoder {
  private final ImageLimits limits;
  private final SharedMemory memory;
  private final JpegEngine jpeg;

  public ImageDecoder(ImageLimits limits) {
    this(limits, SharedMemory.HEAP, JpegEngine.chosen());
  }

  /**
   * @param memory of all pictures that are decoded at one time
   * @param jpeg what decodes ordinary JPEGs
   */
  ImageDecoder(ImageLimits limits, SharedMemory memory, JpegEngine jpeg) {
    this.limits = Objects.requireNonNull(limits, "limits is null");
    this.memory = memory;
    this.jpeg = jpeg;
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
    return decode(bytes, targetSide, Function.identity());
  }

  /**
   * Decodes as {@link #decode(byte[], int)} does, and hands the result on while the picture's share
   * of the memory that all pictures may take together is still held. Waits for that share.
   *
   * @param use makes of the result what is kept, at best without the picture itself
   * @throws CancellationException if the thread is interrupted while it waits
   */
  public <T> T decode(byte[] bytes, int targetSide, Function<DecodeResult, T> use) {
    return decode(() -> DecodePlan.of(bytes, targetSide, limits, jpeg), use);
  }

  private <T> T decode(Supplier<DecodePlan> begin, Function<DecodeResult, T> use) {
    DecodePlan decoding;
    SharedMemory.Share share;
    try {
      decoding = begin.get();
      share = memory.take(decoding.memory());
    } catch (CancellationException stopped) {
      throw stopped; // says nothing of the picture
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return use.apply(DecodeFailures.rejected(failure));
    }
    try (share) {
      Optional<DecodeResult> result = result(decoding);
      if (result.isPresent()) {
        return use.apply(result.get());
      }
    }
    return decode(decoding::inFull, use); // whose share may be larger, so this one was given back
  }

  /** What comes out, or nothing if the picture must be decoded at full size. */
  private static Optional<DecodeResult> result(DecodePlan decoding) {
    try {
      return Optional.of(new DecodeResult.Decoded(decoding.picture()));
    } catch (NotReducible exotic) {
      return Optional.empty(); // the full decoder knows more, and its verdict on damage counts
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError failure) {
      return Optional.of(DecodeFailures.rejected(failure));
    }
  }

  /** Reads and decodes a file, of which no more than the byte limit is read. */
  public DecodeResult read(Path file) {
    return read(file, 0);
  }

  /** Reads a file and decodes it as {@link #decode(byte[], int)} does. */
  public DecodeResult read(Path file, int targetSide) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > limits.bytes()) {
        return DecodeFailures.rejected(
            Refusal.tooLarge(size + " bytes, limit is " + limits.bytes()));
      }
      bytes = in.readNBytes(limits.bytes() + 1);
    } catch (IOException | SecurityException unreadable) {
      return DecodeFailures.unreadable(unreadable);
    }
    return decode(bytes, targetSide);
  }
}
