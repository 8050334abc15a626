package io.clipstream.model.checkpoint;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a checkpoint's weight files hold, by their headers.
 *
 * @param files in the order in which they were opened: one, or the shards
 * @param bytes of all files
 * @param types how many tensors of each element type there are
 * @param unknown tensors that the architecture has no use for
 */
public record WeightFiles(
    List<Path> files, long bytes, Map<ElementType, Integer> types, List<String> unknown) {
  public WeightFiles {
    files = List.copyOf(files);
    types = Collections.unmodifiableMap(new TreeMap<>(types));
    unknown = List.copyOf(unknown);
  }

  /** Number of tensors of all types. */
  public int tensors() {
    return types.values().stream().mapToInt(Integer::intValue).sum();
  }
}
