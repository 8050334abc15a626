package io.clipstream.schemas.codec;

import io.clipstream.schemas.codec.Decoding.Reason;
import io.clipstream.schemas.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/** A zero byte and the schema's id in a registry, 4 bytes, big-endian. */
final class ConfluentFraming implements Framing {
  static final int LENGTH = 1 + Integer.BYTES;

  private final SchemaRegistry registry;
  private final String subject;
  private final Schema schema;
  private final Set<String> subjects;
  private volatile byte[] header; // never written to; null until the registry has given the id

  ConfluentFraming(SchemaRegistry registry, String subject, Schema schema) {
    this.registry = registry;
    this.subject = subject;
    this.schema = schema;
    this.subjects =
        Set.copyOf(List.of(subject, schema.getFullName(), beforeRecordName(subject, schema)));
  }

  /** As Confluent's other strategies name subjects: by the record, and by topic and record. */
  private static String beforeRecordName(String subject, Schema schema) {
    return subject.replaceFirst("-value$", "") + "-" + schema.getFullName();
  }

  @Override
  public byte[] header() {
    byte[] known = header;
    if (known == null) {
      int id = registry.idOf(subject, schema);
      known = ByteBuffer.allocate(LENGTH).put((byte) 0).putInt(id).array();
      header = known;
    }
    return known;
  }

  @Override
  public int headerLength() {
    return LENGTH;
  }

  @Override
  public Writer writer(byte[] value) {
    if (value[0] != 0) {
      return new Writer.Unknown(
          Reason.WRONG_FORMAT,
          "expected the Confluent wire format, which begins 00; found "
              + Framing.firstBytes(value)
              + (value[0] == (byte) 0xC3
                  ? "; this may be Avro single-object encoding, which is the default"
                  : ""));
    }
    if (value.length < LENGTH) {
      return new Writer.Unknown(
          Reason.TRUNCATED,
          "%d bytes, expected a header of %d: %s"
              .formatted(value.length, LENGTH, Framing.firstBytes(value)));
    }
    return lookUp(ByteBuffer.wrap(value).getInt(1), value);
  }

  private Writer lookUp(int id, byte[] value) {
    SchemaRegistry.Lookup lookup = registry.byId(id, subjects);
    if (lookup instanceof SchemaRegistry.Found found) {
      return new Writer.Known(found.schema());
    }
    String message = ((SchemaRegistry.Missing) lookup).message();
    return new Writer.Unknown(
        Reason.UNKNOWN_SCHEMA, message + "; the value begins " + Framing.firstBytes(value));
  }
}
