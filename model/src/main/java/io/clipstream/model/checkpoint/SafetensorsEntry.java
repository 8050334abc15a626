package io.clipstream.model.checkpoint;

import java.util.List;

/**
 * One tensor as the header of a safetensors file describes it.
 *
 * @param name as in the file
 * @param type of its elements
 * @param shape empty for a scalar
 * @param begin first byte, counted from the end of the header
 * @param end byte behind the last
 */
public record SafetensorsEntry(
    String name, ElementType type, List<Long> shape, long begin, long end) {
  public SafetensorsEntry {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long size() {
    return (end - begin) / type.bytes();
  }
}
