package io.clipstream.operators.types;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes immutable records, each behind a byte with the version of its format, so that a later
 * version reads what an earlier one left in state.
 */
abstract class VersionedSerializer<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1L;

  /** The version in which {@link #write} writes. */
  int version() {
    return 1;
  }

  /** Writes the record in the current version. */
  abstract void write(T value, DataOutputView out) throws IOException;

  /** Reads a record of version 1. */
  abstract T read(DataInputView in) throws IOException;

  /**
   * Reads a record of a version up to the current one.
   *
   * @param version 1 or more
   */
  T read(DataInputView in, int version) throws IOException {
    return read(in);
  }

  @Override
  public final void serialize(T value, DataOutputView out) throws IOException {
    out.writeByte(version());
    write(value, out);
  }

  @Override
  public final T deserialize(DataInputView in) throws IOException {
    int version = in.readUnsignedByte();
    if (version < 1 || version > version()) {
      throw new IOException(
          "%s: expected a record of version 1 to %d, found %d; was it written by a newer clipstream?"
              .formatted(getClass().getSimpleName(), version(), version));
    }
    return read(in, version);
  }

  @Override
  public final T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public final boolean isImmutableType() {
    return true;
  }

  @Override
  public final T copy(T from) {
    return from;
  }

  @Override
  public final T copy(T from, T reuse) {
    return from;
  }

  @Override
  public final void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public final int getLength() {
    return -1;
  }

  /** Bytes behind their length; null is the length -1. */
  static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  static byte[] readBytes(DataInputView in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  /** UTF-8 behind its length: {@code writeUTF} ends at 64 KiB. */
  static void writeText(String text, DataOutputView out) throws IOException {
    writeBytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), out);
  }

  static String readText(DataInputView in) throws IOException {
    return new String(readBytes(in), java.nio.charset.StandardCharsets.UTF_8);
  }
}
