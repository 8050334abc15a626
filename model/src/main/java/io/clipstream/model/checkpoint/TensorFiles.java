package io.clipstream.model.checkpoint;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The weights of a directory: one safetensors file, or the shards that an index lists. */
final class TensorFiles implements AutoCloseable {
  static final String INDEX_SUFFIX = ".index.json";

  private static final int MAX_SHARDS = 1000;

  private final Map<Path, Safetensors> files = new LinkedHashMap<>();
  private final Map<String, Safetensors> byTensor = new LinkedHashMap<>();

  private final Path description;

  private TensorFiles(Path description) {
    this.description = description;
  }

  /**
   * Opens {@code dir/name}, or else the shards of {@code dir/name.index.json}.
   *
   * @throws ModelException if there is neither, both, or a file that cannot be used
   */
  static TensorFiles open(Path dir, String name) {
    Path single = dir.resolve(name);
    Path index = dir.resolve(name + INDEX_SUFFIX);
    boolean sharded = Files.exists(index);
    if (sharded && Files.exists(single)) {
      throw new ModelException(
          dir + ": expected " + name + " or its index, found both; remove one of them");
    }
    if (!sharded && !Files.exists(single)) {
      throw new ModelException(
          single + " is missing, and so is an index of shards beside it; expected one of them");
    }
    TensorFiles opened = new TensorFiles(sharded ? index : single);
    boolean complete = false;
    try {
      if (sharded) {
        opened.addShards(dir, index);
      } else {
        opened.addFile(single);
      }
      complete = true;
      return opened;
    } finally {
      if (!complete) {
        opened.close();
      }
    }
  }

  private void addFile(Path file) {
    Safetensors opened = Safetensors.open(file);
    files.put(file, opened);
    opened.names().forEach(tensor -> byTensor.put(tensor, opened));
  }

  private void addShards(Path dir, Path index) {
    Map<String, String> shards = ShardIndex.read(index);
    for (Map.Entry<String, String> entry : shards.entrySet()) {
      Path file = dir.resolve(entry.getValue());
      if (!files.containsKey(file)) {
        if (files.size() == MAX_SHARDS) {
          throw new ModelException(index + ": expected at most " + MAX_SHARDS + " shards");
        }
        files.put(file, Safetensors.open(file));
      }
      Safetensors shard = files.get(file);
      shard.entry(entry.getKey()); // fails where the index promises what the shard lacks
      byTensor.put(entry.getKey(), shard);
    }
  }

  Set<String> names() {
    return byTensor.keySet();
  }

  boolean has(String tensor) {
    return byTensor.containsKey(tensor);
  }

  /** The file that holds a tensor. */
  Safetensors of(String tensor) {
    return byTensor.get(tensor);
  }

  /** What the headers tell. */
  WeightFiles summary(List<String> unknown) {
    Map<ElementType, Integer> types = new EnumMap<>(ElementType.class);
    byTensor.forEach((name, file) -> types.merge(file.entry(name).type(), 1, Integer::sum));
    long bytes = 0;
    for (Path file : files.keySet()) {
      try {
        bytes += Files.size(file);
      } catch (IOException e) {
        throw new ModelException(file + ": its size cannot be read: " + e.getMessage(), e);
      }
    }
    return new WeightFiles(List.copyOf(files.keySet()), bytes, types, unknown);
  }

  /** The file, or the index of the shards: what errors about missing tensors name. */
  Path description() {
    return description;
  }

  @Override
  public void close() {
    files.values().forEach(Safetensors::close);
  }
}
