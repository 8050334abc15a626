package io.clipstream.schemas.codec;

import io.clipstream.schemas.codec.Decoding.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * C3 01 and the schema's CRC-64-AVRO fingerprint, little-endian (Avro 1.12 specification, "Single
 * object encoding").
 */
final class SingleObjectFraming implements Framing {
  private static final int LENGTH = 2 + Long.BYTES;

  private final String name;
  private final SchemaHistory history;
  private final byte[] header;

  SingleObjectFraming(Schema schema, SchemaHistory history) {
    this.name = schema.getName();
    this.history = history;
    this.header = header(SchemaNormalization.parsingFingerprint64(schema));
  }

  @Override
  public byte[] header() {
    return header;
  }

  @Override
  public int headerLength() {
    return LENGTH;
  }

  @Override
  public Writer writer(byte[] value) {
    if (value[0] != (byte) 0xC3 || (value.length > 1 && value[1] != 1)) {
      return new Writer.Unknown(Reason.WRONG_FORMAT, wrongFormat(value));
    }
    if (value.length < LENGTH) {
      return new Writer.Unknown(
          Reason.TRUNCATED,
          "%d bytes, expected a header of %d: %s"
              .formatted(value.length, LENGTH, Framing.firstBytes(value)));
    }
    long fingerprint = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    return history
        .find(fingerprint)
        .<Writer>map(Writer.Known::new)
        .orElseGet(() -> new Writer.Unknown(Reason.UNKNOWN_SCHEMA, unknown(fingerprint, value)));
  }

  private static String wrongFormat(byte[] value) {
    String hint =
        value[0] == 0 && value.length > ConfluentFraming.LENGTH
            ? "; this may be the Confluent wire format, which is an option"
            : "";
    return "expected Avro single-object encoding, which begins c3 01; found "
        + Framing.firstBytes(value)
        + hint;
  }

  private String unknown(long fingerprint, byte[] value) {
    return "no known version of %s has the fingerprint %016x; the value begins %s"
        .formatted(name, fingerprint, Framing.firstBytes(value));
  }

  private static byte[] header(long fingerprint) {
    return ByteBuffer.allocate(LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xC3)
        .put((byte) 1)
        .putLong(fingerprint)
        .array();
  }
}
