package io.clipstream.model.checkpoint;

import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Copies elements between the types of a file and those of arrays. */
final class ElementCopy {
  private ElementCopy() {}

  static void requireFloating(Path file, SafetensorsEntry entry) {
    if (!entry.type().isFloating()) {
      throw unexpected(file, entry, "floating-point numbers");
    }
  }

  static void requireInteger(Path file, SafetensorsEntry entry) {
    if (entry.type().isFloating()) {
      throw unexpected(file, entry, "integers");
    }
  }

  private static ModelException unexpected(Path file, SafetensorsEntry entry, String expected) {
    return new ModelException(
        file + ": tensor " + entry.name() + ": expected " + expected + ", found " + entry.type());
  }

  static void toFloats(ByteBuffer from, ElementType type, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = floatAt(from, type, i);
    }
  }

  static void toLongs(ByteBuffer from, ElementType type, long[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = longAt(from, type, i);
    }
  }

  /**
   * Writes all elements of {@code from} into {@code to}, rounding to nearest even.
   *
   * @throws ModelException if a finite value has no finite counterpart in {@code target}
   */
  static void convert(
      Path file,
      SafetensorsEntry entry,
      ByteBuffer from,
      ByteBuffer to,
      DataType target,
      Arrangement arrangement) {
    ElementType wanted = target == DataType.FLOAT16 ? ElementType.F16 : ElementType.F32;
    if (entry.type() == wanted && !arrangement.isTransposed()) {
      to.put(arrangement.offset() * wanted.bytes(), from, 0, from.limit());
      return;
    }
    int size = (int) entry.size();
    for (int i = 0; i < size; i++) {
      float value = floatAt(from, entry.type(), i);
      int index = arrangement.target(i, size);
      if (wanted == ElementType.F32) {
        to.putFloat(index * Float.BYTES, value);
      } else {
        to.putShort(index * Short.BYTES, half(file.toString(), entry.name(), value));
      }
    }
  }

  /** Rounds to binary16; an overflow is an error that names {@code file} and {@code tensor}. */
  static short half(String file, String tensor, float value) {
    short bits = HalfPrecision.fromFloat(value);
    if ((bits & 0x7fff) == 0x7c00 && !Float.isInfinite(value)) {
      throw new ModelException(
          file
              + ": tensor "
              + tensor
              + ": expected magnitudes of at most "
              + HalfPrecision.MAX
              + " in 16-bit floats, found "
              + value
              + "; use 32-bit floats");
    }
    return bits;
  }

  /** Element {@code i} of an array's own memory. */
  static float floatAt(ByteBuffer from, DataType type, int i) {
    return floatAt(from, type == DataType.FLOAT16 ? ElementType.F16 : ElementType.F32, i);
  }

  private static float floatAt(ByteBuffer from, ElementType type, int i) {
    return switch (type) {
      case F32 -> from.getFloat(i * 4);
      case F16 -> HalfPrecision.toFloat(from.getShort(i * 2));
      case BF16 -> HalfPrecision.bfloatToFloat(from.getShort(i * 2));
      case F64 -> (float) from.getDouble(i * 8);
      default -> throw new IllegalArgumentException(type + " holds no floating-point numbers");
    };
  }

  private static long longAt(ByteBuffer from, ElementType type, int i) {
    return switch (type) {
      case BOOL, U8 -> from.get(i) & 0xff;
      case I8 -> from.get(i);
      case U16 -> from.getShort(i * 2) & 0xffff;
      case I16 -> from.getShort(i * 2);
      case U32 -> from.getInt(i * 4) & 0xffffffffL;
      case I32 -> from.getInt(i * 4);
      case U64, I64 -> from.getLong(i * 8);
      default -> throw new IllegalArgumentException(type + " holds no integers");
    };
  }
}
