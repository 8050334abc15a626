package io.clipstream.model.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The formats that are read, told apart by their first bytes and never by a name. */
public enum ImageFormat {
  JPEG,
  PNG,
  GIF,
  BMP,
  WEBP,
  TIFF;

  /** Bytes at the beginning of a file by which its format is told. */
  private static final int HEAD = 12;

  /**
   * Whether a file begins as a picture of one of these formats does, be it whole or not.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isBegunBy(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      of(in.readNBytes(HEAD));
      return true;
    } catch (Refusal e) {
      return false;
    }
  }

  /** The format of {@code bytes}; refuses what is none of them. */
  static ImageFormat of(byte[] bytes) {
    if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (starts(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a")) {
      return GIF;
    }
    if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) {
      return WEBP;
    }
    if (starts(bytes, 0, "BM")) {
      return BMP;
    }
    if (starts(bytes, 0, "II*\0") || starts(bytes, 0, "MM\0*")) {
      return TIFF;
    }
    if (starts(bytes, 0, "II+\0") || starts(bytes, 0, "MM\0+")) {
      throw Refusal.unsupported("BigTIFF is not read: it serves files far above the byte limit");
    }
    ForeignFormat.refuse(bytes);
    throw Refusal.unknownFormat("bytes are no JPEG, PNG, GIF, BMP, WebP or TIFF picture");
  }

  static boolean starts(byte[] bytes, int offset, String magic) {
    byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < offset + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes[offset + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
