package io.clipstream.schemas.codec;

import io.clipstream.schemas.codec.Decoding.Reason;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Walks Avro binary data along its writer's schema without building anything, so that Avro's
 * reader, which allocates what a length claims, only sees bytes whose every length is true.
 *
 * <p>It asks for more than Avro's reader does: booleans are 0 or 1, a collection has no more items
 * than there are bytes left, nesting is at most {@value #MAX_DEPTH} deep, values that take no bytes
 * are few for the length of the whole, and the record ends where the bytes end.
 *
 * <p>Format: Avro 1.12 specification, "Binary encoding".
 */
final class WireCheck {
  static final int MAX_DEPTH = 64;

  /** Values that a record may hold: so many, and so many a byte. */
  private static final long STEPS = 10_000;

  private static final long STEPS_A_BYTE = 8;

  /** What is wrong, or nothing. */
  record Fault(Reason reason, String message) {}

  private final byte[] bytes;
  private final long maxSteps;
  private long steps;
  private int at;

  private WireCheck(byte[] bytes, int start) {
    this.bytes = bytes;
    this.at = start;
    this.maxSteps = STEPS + STEPS_A_BYTE * bytes.length;
  }

  /** Checks the bytes from {@code start} to their end. Allocates nothing that grows with them. */
  static Optional<Fault> check(Schema writer, byte[] bytes, int start) {
    WireCheck check = new WireCheck(bytes, start);
    try {
      check.value(writer, 0);
    } catch (Broken e) {
      return Optional.of(e.fault);
    }
    int left = check.left();
    return left == 0
        ? Optional.empty()
        : Optional.of(
            new Fault(
                Reason.TRAILING_BYTES,
                "ends at byte "
                    + check.at
                    + " of "
                    + bytes.length
                    + ", expected no bytes after it"));
  }

  private void value(Schema schema, int depth) throws Broken {
    if (++steps > maxSteps) {
      throw malformed("more than " + maxSteps + " values in " + bytes.length + " bytes");
    }
    if (depth > MAX_DEPTH) {
      throw malformed("nested more than " + MAX_DEPTH + " deep");
    }
    switch (schema.getType()) {
      case NULL -> {}
      case BOOLEAN -> bool();
      case INT -> integer();
      case LONG -> varint();
      case FLOAT -> skip(Float.BYTES, schema);
      case DOUBLE -> skip(Double.BYTES, schema);
      case STRING, BYTES -> skip(varint(), schema);
      case FIXED -> skip(schema.getFixedSize(), schema);
      case ENUM -> index(schema.getEnumSymbols().size(), schema);
      case UNION -> value(branch(schema), depth + 1);
      case ARRAY -> items(schema, depth);
      case MAP -> items(schema, depth);
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          value(field.schema(), depth + 1);
        }
      }
    }
  }

  private Schema branch(Schema union) throws Broken {
    return union.getTypes().get(index(union.getTypes().size(), union));
  }

  private int index(int size, Schema schema) throws Broken {
    long index = integer();
    if (index < 0 || index >= size) {
      throw malformed("index %d in %s, expected 0 to %d".formatted(index, name(schema), size - 1));
    }
    return (int) index;
  }

  private void items(Schema schema, int depth) throws Broken {
    for (long count = varint(); count != 0; count = varint()) {
      int end = -1;
      if (count < 0) {
        long size = varint();
        count = -count;
        end = at + checkedLength(size, schema);
      }
      if (count < 0 || count > left()) {
        throw truncated("%s of %d items with %d bytes left".formatted(name(schema), count, left()));
      }
      block(schema, count, depth);
      if (end >= 0 && at != end) {
        throw malformed(
            "block of %s ends at byte %d, expected %d".formatted(name(schema), at, end));
      }
    }
  }

  private void block(Schema schema, long count, int depth) throws Broken {
    boolean map = schema.getType() == Schema.Type.MAP;
    Schema item = map ? schema.getValueType() : schema.getElementType();
    for (long i = 0; i < count; i++) {
      if (map) {
        skip(varint(), schema); // the key
      }
      value(item, depth + 1);
    }
  }

  private void bool() throws Broken {
    int value = next();
    if (value > 1) {
      throw malformed("boolean of value " + value + ", expected 0 or 1");
    }
  }

  private long integer() throws Broken {
    long value = varint();
    if (value != (int) value) {
      throw malformed("int of value " + value + ", expected 32 bits");
    }
    return value;
  }

  /** A zig-zag variable-length number. */
  private long varint() throws Broken {
    long raw = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int b = next();
      raw |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw malformed("number of more than 64 bits");
  }

  private int next() throws Broken {
    if (at >= bytes.length) {
      throw truncated("ends after " + bytes.length + " bytes in the middle of a value");
    }
    return bytes[at++] & 0xff;
  }

  private void skip(long length, Schema schema) throws Broken {
    at += checkedLength(length, schema);
  }

  private int checkedLength(long length, Schema schema) throws Broken {
    if (length < 0) {
      throw malformed("%s of length %d, expected 0 or more".formatted(name(schema), length));
    }
    if (length > left()) {
      throw truncated("%s of length %d with %d bytes left".formatted(name(schema), length, left()));
    }
    return (int) length;
  }

  private int left() {
    return bytes.length - at;
  }

  private Broken malformed(String what) {
    return new Broken(new Fault(Reason.MALFORMED, "byte " + at + ": " + what));
  }

  private Broken truncated(String what) {
    return new Broken(new Fault(Reason.TRUNCATED, "byte " + at + ": " + what));
  }

  private static String name(Schema schema) {
    return schema.getType().getName();
  }

  /** Leaves the walk; it carries no stack trace, because it is no error of the program. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Fault fault;

    Broken(Fault fault) {
      super(fault.message(), null, false, false);
      this.fault = fault;
    }
  }
}
