package io.clipstream.model.image.jpeg;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.util.Optional;

/**
 * A JPEG that libjpeg-turbo decoded, in native memory that it owns until it is closed. Damaged
 * pictures do not become one: what the library so much as warns of is for a decoder in Java to
 * judge, so that the same pictures are refused for the same reasons on every machine.
 */
public final class TurboImage implements AutoCloseable {
  private static final int COLOURS_RGB = 0; // TJCS_RGB, TJCS_YCbCr, TJCS_GRAY; then come inks
  private static final int COLOURS_GRAY = 2;

  private final int width;
  private final int height;
  private final int bands;
  private final Memory samples;

  private TurboImage(int width, int height, int bands) {
    this.width = width;
    this.height = height;
    this.bands = bands;
    this.samples = new Memory((long) width * height * bands);
  }

  /**
   * Decodes at 1/{@code reduction} of the sides. Native memory is taken for the file and for a byte
   * a sample, and within the library for coefficients if they come in several scans; the caller has
   * charged it.
   *
   * @param jpeg a whole file of Huffman codes whose header has been checked, of one or three
   *     components
   * @param width of the file's picture, as it was checked
   * @param height likewise
   * @param reduction 1, 2, 4 or 8
   * @return nothing if the library has any objection
   */
  public static Optional<TurboImage> decode(byte[] jpeg, int width, int height, int reduction) {
    Pointer handle = TurboFunctions.tjInitDecompress();
    if (handle == null) {
      return Optional.empty();
    }
    try (Memory file = new Memory(jpeg.length);
        Memory numbers = new Memory(4L * Integer.BYTES)) {
      file.write(0, jpeg, 0, jpeg.length);
      NativeLong length = new NativeLong(jpeg.length, true);
      int bands = bands(handle, file, length, numbers, width, height);
      return bands == 0
          ? Optional.empty()
          : pixels(
              handle,
              file,
              length,
              new TurboImage(scaled(width, reduction), scaled(height, reduction), bands));
    } finally {
      int unused = TurboFunctions.tjDestroy(handle);
    }
  }

  /** Reads the header: 1 or 3, or 0 if the picture is not what was checked. */
  private static int bands(
      Pointer handle, Memory file, NativeLong length, Memory numbers, int width, int height) {
    int failed =
        TurboFunctions.tjDecompressHeader3(
            handle, file, length, numbers, numbers.share(4), numbers.share(8), numbers.share(12));
    int colours = failed == 0 ? numbers.getInt(12) : -1;
    boolean expected = numbers.getInt(0) == width && numbers.getInt(4) == height;
    if (!expected || colours < COLOURS_RGB || colours > COLOURS_GRAY) {
      return 0;
    }
    return colours == COLOURS_GRAY ? 1 : 3;
  }

  private static Optional<TurboImage> pixels(
      Pointer handle, Memory file, NativeLong length, TurboImage image) {
    int format = image.bands == 1 ? TurboFunctions.GRAY : TurboFunctions.RGB;
    int pitch = image.width * image.bands;
    int failed =
        TurboFunctions.tjDecompress2(
            handle,
            file,
            length,
            image.samples,
            image.width,
            pitch,
            image.height,
            format,
            TurboFunctions.FLAGS);
    if (failed != 0) {
      image.close();
      return Optional.empty();
    }
    return Optional.of(image);
  }

  private static int scaled(int side, int reduction) {
    return (side + reduction - 1) / reduction;
  }

  public int height() {
    return height;
  }

  /** Samples of a pixel: 1 is gray, 3 are red, green and blue. */
  public int bands() {
    return bands;
  }

  /** Room for a row. */
  public byte[] line() {
    return new byte[width * bands];
  }

  /** Copies row {@code y} into {@code line}. */
  public void read(int y, byte[] line) {
    samples.read((long) y * line.length, line, 0, line.length);
  }

  @Override
  public void close() {
    samples.close();
  }
}
