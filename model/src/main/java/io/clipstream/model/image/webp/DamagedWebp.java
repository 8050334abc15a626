package io.clipstream.model.image.webp;

/** The bytes are no lossless WebP; the message says why. */
public final class DamagedWebp extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedWebp(String message) {
    super(message, null, false, false);
  }
}
