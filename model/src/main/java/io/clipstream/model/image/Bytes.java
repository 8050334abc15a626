package io.clipstream.model.image;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Checked reads of numbers from a picture's bytes, in one byte order; refuses at their end. */
final class Bytes {
  private final byte[] data;
  private final int start;
  private final int end;
  private final boolean little;

  private Bytes(byte[] data, int start, int end, boolean little) {
    this.data = data;
    this.start = start;
    this.end = end;
    this.little = little;
  }

  static Bytes of(byte[] data, ByteOrder order) {
    return new Bytes(data, 0, data.length, order == ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A window of {@code length} bytes from {@code offset} in {@code order}, its own offsets from 0.
   */
  Bytes window(long offset, long length, ByteOrder order) {
    require(offset, length);
    int from = start + (int) offset;
    return new Bytes(data, from, from + (int) length, order == ByteOrder.LITTLE_ENDIAN);
  }

  int length() {
    return end - start;
  }

  /** Whether {@code length} bytes from {@code offset} are there. */
  boolean has(long offset, long length) {
    return offset >= 0 && length >= 0 && offset <= length() && length <= length() - offset;
  }

  void require(long offset, long length) {
    if (!has(offset, length)) {
      throw Refusal.corrupt("content ends after " + length() + " bytes, in the middle of a field");
    }
  }

  int u8(long offset) {
    require(offset, 1);
    return data[start + (int) offset] & 0xff;
  }

  int u16(long offset) {
    require(offset, 2);
    int a = u8(offset);
    int b = u8(offset + 1);
    return little ? b << 8 | a : a << 8 | b;
  }

  int u24(long offset) {
    return little ? u16(offset) | u8(offset + 2) << 16 : u16(offset) << 8 | u8(offset + 2);
  }

  long u32(long offset) {
    long a = u16(offset);
    long b = u16(offset + 2);
    return little ? b << 16 | a : a << 16 | b;
  }

  int i32(long offset) {
    return (int) u32(offset);
  }

  /** Four characters, as chunk names are. */
  String name(long offset) {
    require(offset, 4);
    return new String(data, start + (int) offset, 4, StandardCharsets.ISO_8859_1);
  }

  boolean starts(long offset, String text) {
    if (!has(offset, text.length())) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (u8(offset + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  byte[] copy(long offset, long length) {
    require(offset, length);
    byte[] copy = new byte[(int) length];
    System.arraycopy(data, start + (int) offset, copy, 0, copy.length);
    return copy;
  }
}
