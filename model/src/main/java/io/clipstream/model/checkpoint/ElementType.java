package io.clipstream.model.checkpoint;

import java.util.Optional;

/** The element types of the safetensors format, under the names that its header uses. */
public enum ElementType {
  BOOL(1, false),
  U8(1, false),
  I8(1, false),
  U16(2, false),
  I16(2, false),
  F16(2, true),
  BF16(2, true),
  U32(4, false),
  I32(4, false),
  F32(4, true),
  U64(8, false),
  I64(8, false),
  F64(8, true);

  private final int bytes;
  private final boolean floating;

  ElementType(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Size of an element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** True for the types that weights come in. */
  public boolean isFloating() {
    return floating;
  }

  static Optional<ElementType> named(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
