package io.clipstream.model.image;

import io.clipstream.model.image.cost.Budget;

/**
 * What the bytes say before pixels are decoded. The limits hold for it.
 *
 * @param format of the bytes
 * @param width of the canvas in pixels, before orientation
 * @param height of the canvas in pixels, before orientation
 * @param frame where the first frame lies on the canvas
 * @param orientation EXIF's 1 to 8
 * @param profile the embedded ICC profile, or null
 * @param minimalFile a minimal file of the same format that holds the first frame's pixels and
 *     nothing else: no metadata, no further frames. Readers get only this, so that they can neither
 *     allocate for nor stumble over anything that was not checked
 * @param complete whether the file has its end mark; if not, content may be missing
 * @param readerBytes of memory that decoding takes at full size, besides the canvas's 4 a pixel
 * @param codeBytes of memory that decoding takes for coefficients, codes or small images before
 *     there are samples
 * @param blocksDrawn that decoding at full size brings out: of a JPEG, all of them after each scan
 * @param ordinaryJpeg whether it is a JPEG of gray or three components in Huffman codes, with few
 *     enough blocks for a decoder that cannot be stopped
 */
record ImageHeader(
    ImageFormat format,
    int width,
    int height,
    Frame frame,
    int orientation,
    byte[] profile,
    byte[] minimalFile,
    boolean complete,
    long readerBytes,
    long codeBytes,
    long blocksDrawn,
    boolean ordinaryJpeg) {

  /** Twelve million pixels of inks in 18 scans, a good second. */
  private static final long MOST_BLOCKS_DRAWN = 14_000_000;

  /** A rectangle on the canvas. */
  record Frame(int x, int y, int width, int height) {
    static Frame whole(int width, int height) {
      return new Frame(0, 0, width, height);
    }
  }

  /** A header of a format whose pixels are brought out once. */
  ImageHeader(
      ImageFormat format,
      int width,
      int height,
      Frame frame,
      int orientation,
      byte[] profile,
      byte[] minimalFile,
      boolean complete,
      long readerBytes,
      long codeBytes) {
    this(
        format,
        width,
        height,
        frame,
        orientation,
        profile,
        minimalFile,
        complete,
        readerBytes,
        codeBytes,
        0,
        false);
  }

  /** The same of one that needs no codes of unknown number. */
  ImageHeader(
      ImageFormat format,
      int width,
      int height,
      Frame frame,
      int orientation,
      byte[] profile,
      byte[] minimalFile,
      boolean complete,
      long readerBytes) {
    this(format, width, height, frame, orientation, profile, minimalFile, complete, readerBytes, 0);
  }

  long pixels() {
    return (long) width * height;
  }

  /** Charges what decoding at full size takes; refuses what would take too long. */
  void charge(Budget budget) {
    if (blocksDrawn > MOST_BLOCKS_DRAWN) {
      throw Refusal.tooLarge(
          "JPEG of " + width + " x " + height + " has too many scans to be decoded at full size");
    }
    boolean adopted = format == ImageFormat.WEBP && Canvas.isPlain(this);
    budget.reserve(minimalFile.length + readerBytes + (adopted ? 0 : 4 * pixels()));
    budget.earmark(codeBytes);
  }

  /** Reads the header of {@code bytes}, refusing what exceeds {@code limits}. */
  static ImageHeader read(byte[] bytes, ImageLimits limits) {
    ImageFormat format = ImageFormat.of(bytes);
    limits.check(format);
    return switch (format) {
      case JPEG -> JpegHeader.read(bytes, limits);
      case PNG -> PngHeader.read(bytes, limits);
      case GIF -> GifHeader.read(bytes, limits);
      case BMP -> BmpHeader.read(bytes, limits);
      case WEBP -> WebpHeader.read(bytes, limits);
      case TIFF -> TiffHeader.read(bytes, limits);
    };
  }
}
