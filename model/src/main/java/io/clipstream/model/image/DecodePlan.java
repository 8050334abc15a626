package io.clipstream.model.image;

import io.clipstream.model.image.cost.Budget;
import io.clipstream.model.image.jpeg.JpegEngine;
import io.clipstream.model.image.jpeg.NotReducible;
import io.clipstream.model.image.jpeg.ScaledImage;
import io.clipstream.model.image.jpeg.ScaledJpegDecoder;
import io.clipstream.model.image.jpeg.TurboImage;
import java.io.IOException;
import java.util.Optional;

/**
 * A picture that is about to be decoded: its header has been held against the limits, and what its
 * pixels take is known and charged.
 *
 * @param reduction how many times smaller it is decoded, 1 for full size
 * @param jpeg what may decode it if it is an ordinary JPEG
 */
record DecodePlan(ImageHeader header, int reduction, JpegEngine jpeg, Budget budget) {
  /** Reduced-scale decoding leaves the shorter side this many times the target's. */
  private static final int LEAST_OVERSAMPLING = 2;

  /**
   * Reads the header.
   *
   * @param targetSide of the square that the picture is for; 0 for full size
   * @param jpeg what may decode ordinary JPEGs
   */
  static DecodePlan of(byte[] bytes, int targetSide, ImageLimits limits, JpegEngine jpeg) {
    if (bytes.length == 0) {
      throw Refusal.empty();
    }
    if (bytes.length > limits.bytes()) {
      throw Refusal.tooLarge(bytes.length + " bytes, limit is " + limits.bytes());
    }
    Budget budget = limits.budget(bytes.length);
    ImageHeader header = ImageHeader.read(bytes, limits);
    DecodePlan decoding = new DecodePlan(header, reduction(header, targetSide), jpeg, budget);
    decoding.charge();
    return decoding;
  }

  /** Bytes of memory that decoding takes. */
  long memory() {
    return budget.reserved();
  }

  /** The same picture, to be decoded at full size, since no reduced decoder wanted it. */
  DecodePlan inFull() {
    DecodePlan full = new DecodePlan(header, 1, JpegEngine.JAVA, budget);
    budget.letGo();
    full.charge();
    return full;
  }

  /**
   * Decodes.
   *
   * @throws NotReducible if it must be decoded in full
   * @throws IOException if the content is damaged; readers throw unchecked exceptions too
   */
  Picture picture() throws IOException {
    budget.check();
    Picture picture = reduction > 1 ? reduced() : full();
    return IccProfile.toSrgb(picture, header.profile(), budget);
  }

  private void charge() {
    if (reduction == 1) {
      header.charge(budget);
      return;
    }
    // Samples and pixels, twice if they are turned; coefficients are as many as at full size.
    long pixels = header.pixels() / ((long) reduction * reduction);
    budget.reserve(header.minimalFile().length + 12 * pixels + header.codeBytes());
  }

  private Picture reduced() {
    Canvas canvas = Canvas.reduced(header, reduction);
    if (isTurboDecoded(canvas)) {
      return canvas.picture();
    }
    ScaledImage scaled = ScaledJpegDecoder.decode(header.minimalFile(), reduction, budget);
    Picture picture =
        new Picture(
            scaled.width(), scaled.height(), scaled.argb(), header.width(), header.height());
    return Canvas.upright(picture, header.orientation());
  }

  /** Puts an ordinary JPEG on the canvas, if libjpeg-turbo is there and has no objection. */
  private boolean isTurboDecoded(Canvas canvas) {
    if (jpeg != JpegEngine.TURBOJPEG || !header.ordinaryJpeg()) {
      return false;
    }
    Optional<TurboImage> decoded =
        TurboImage.decode(header.minimalFile(), header.width(), header.height(), reduction);
    budget.check(); // it cannot be stopped on the way
    if (decoded.isEmpty()) {
      return false;
    }
    try (TurboImage image = decoded.get()) {
      Colours.draw(image, canvas, budget);
    }
    return true;
  }

  private Picture full() throws IOException {
    Canvas canvas = Canvas.of(header);
    switch (header.format()) {
      case PNG -> PngDecoder.decode(header, canvas, budget);
      case WEBP -> WebpPixels.decode(header, canvas, budget);
      case JPEG -> {
        if (!isTurboDecoded(canvas)) {
          Colours.draw(PixelReader.read(header, budget), canvas, budget);
        }
      }
      case GIF, BMP, TIFF -> Colours.draw(PixelReader.read(header, budget), canvas, budget);
    }
    return canvas.picture();
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
}
