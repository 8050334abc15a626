package io.clipstream.model.image;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Formats that are known by their first bytes and not read: the reason says what they are. */
final class ForeignFormat {
  private static final Map<String, String> MAGIC_NUMBERS = new LinkedHashMap<>();

  static {
    MAGIC_NUMBERS.put("\u00ff\n", "JPEG XL");
    MAGIC_NUMBERS.put("\0\0\0\fJXL \r\n\u0087\n", "JPEG XL");
    MAGIC_NUMBERS.put("\0\0\0\fjP  \r\n\u0087\n", "JPEG 2000");
    MAGIC_NUMBERS.put("\u00ffO\u00ffQ", "JPEG 2000");
    MAGIC_NUMBERS.put("8BPS", "Photoshop");
    MAGIC_NUMBERS.put("II\u00bc\1", "JPEG XR");
    MAGIC_NUMBERS.put("%PDF-", "PDF");
    MAGIC_NUMBERS.put("\0\0\1\0", "an icon (ICO)");
  }

  /** Brands of ISO/IEC 14496-12 files, those of a format that includes others last. */
  private static final Map<String, String> BRANDS = new LinkedHashMap<>();

  static {
    BRANDS.put("avif", "AVIF");
    BRANDS.put("avis", "AVIF");
    for (String brand : new String[] {"heic", "heix", "hevc", "hevx", "heim", "heis", "hevm"}) {
      BRANDS.put(brand, "HEIC");
    }
    BRANDS.put("crx ", "Canon CR3");
    for (String brand : new String[] {"mif1", "mif2", "msf1", "miaf"}) {
      BRANDS.put(brand, "HEIF");
    }
  }

  private static final int MOST_BRANDS = 64;

  private ForeignFormat() {}

  /** Refuses what is known; returns if the bytes are not. */
  static void refuse(byte[] bytes) {
    MAGIC_NUMBERS.forEach(
        (magic, name) -> {
          if (ImageFormat.starts(bytes, 0, magic)) {
            throw refusal(name);
          }
        });
    if (ImageFormat.starts(bytes, 4, "ftyp")) {
      throw refusal(byBrand(Bytes.of(bytes, ByteOrder.BIG_ENDIAN)));
    }
  }

  private static String byBrand(Bytes file) {
    long end = Math.min(Math.min(file.u32(0), file.length()), 8 + 4L * MOST_BRANDS);
    for (Map.Entry<String, String> brand : BRANDS.entrySet()) {
      for (long at = 8; at + 4 <= end; at += 4) {
        if (at != 12 && file.starts(at, brand.getKey())) { // 12: the version
          return brand.getValue();
        }
      }
    }
    return "an ISO media file, as videos are";
  }

  private static Refusal refusal(String name) {
    return Refusal.unsupported(
        "content is " + name + ", which is not read: expected JPEG, PNG, GIF, BMP, WebP or TIFF");
  }
}
