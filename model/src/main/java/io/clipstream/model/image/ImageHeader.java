package io.clipstream.model.image;

/**
 * What the bytes say before pixels are decoded. The limits hold for it.
 *
 * @param format of the bytes
 * @param width of the canvas in pixels, before orientation
 * @param height of the canvas in pixels, before orientation
 * @param frame where the first frame lies on the canvas
 * @param orientation EXIF's 1 to 8
 * @param profile the embedded ICC profile, or null
 * @param essence a minimal file of the same format that holds the first frame's pixels and nothing
 *     else: no metadata, no further frames. Readers get only this, so that they can neither
 *     allocate for nor stumble over anything that was not checked
 * @param complete whether the file has its end mark; if not, content may be missing
 */
record ImageHeader(
    ImageFormat format,
    int width,
    int height,
    Frame frame,
    int orientation,
    byte[] profile,
    byte[] essence,
    boolean complete) {

  /** A rectangle on the canvas. */
  record Frame(int x, int y, int width, int height) {
    static Frame whole(int width, int height) {
      return new Frame(0, 0, width, height);
    }
  }

  /** Reads the header of {@code bytes}, refusing what exceeds {@code limits}. */
  static ImageHeader read(byte[] bytes, ImageLimits limits) {
    ImageFormat format = ImageFormat.of(bytes);
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
