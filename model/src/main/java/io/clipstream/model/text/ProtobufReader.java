package io.clipstream.model.text;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads protocol-buffer messages field by field: as much of the wire format as SentencePiece's
 * models have. Whoever reads knows the types; fields that are not asked for are passed over.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer rest;
  private int wireType;

  ProtobufReader(ByteBuffer message) {
    this.rest = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The number of the next field; 0 at the end.
   *
   * @throws BufferUnderflowException here and below, if the message ends too early
   * @throws IllegalArgumentException likewise, if it is no protocol buffer
   */
  int next() {
    if (!rest.hasRemaining()) {
      return 0;
    }
    long key = varint();
    wireType = (int) key & 7;
    long field = key >>> 3;
    if (field < 1 || field > 1 << 29) {
      throw new IllegalArgumentException("field number " + field);
    }
    return (int) field;
  }

  long number() {
    require(VARINT);
    return varint();
  }

  float real() {
    require(FIXED32);
    return rest.getFloat();
  }

  /** Bytes, a text or a message. */
  ByteBuffer bytes() {
    require(BYTES);
    long length = varint();
    if (length < 0 || length > rest.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer part = rest.slice(rest.position(), (int) length);
    rest.position(rest.position() + (int) length);
    return part;
  }

  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> rest.getLong();
      case BYTES -> bytes();
      case FIXED32 -> rest.getInt();
      default -> throw new IllegalArgumentException("wire type " + wireType);
    }
  }

  private void require(int type) {
    if (wireType != type) {
      throw new IllegalArgumentException("wire type " + wireType + ", expected " + type);
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = rest.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }
}
