package io.clipstream.schemas.codec;

import io.clipstream.schemas.codec.Decoding.Reason;
import java.util.HexFormat;
import org.apache.avro.Schema;

/** How a value names its writer's schema in the bytes before the record itself. */
sealed interface Framing permits SingleObjectFraming, ConfluentFraming {
  /** The bytes that go before every record that is written here; not to be changed. */
  byte[] header();

  /** Length of every header in bytes. */
  int headerLength();

  /** The schema that the header names. The value has at least one byte. */
  Writer writer(byte[] value);

  /** Whose schema it is. */
  sealed interface Writer {
    /** The schema is known. */
    record Known(Schema schema) implements Writer {}

    /** It is not, or the header is none. */
    record Unknown(Reason reason, String message) implements Writer {}
  }

  /** The first bytes of a value in hexadecimal digits, for messages. */
  static String firstBytes(byte[] value) {
    int shown = Math.min(value.length, 16);
    String hex = HexFormat.ofDelimiter(" ").formatHex(value, 0, shown);
    return hex + (shown < value.length ? " ..." : "") + " (" + value.length + " bytes)";
  }
}
