package io.clipstream.model.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.Weights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings the tensors of a layout's files into the model's arrays. */
final class WeightsLoader {
  private WeightsLoader() {}

  /**
   * Holds the files' headers against what the model needs.
   *
   * @return tensors that the model does not know, buffers that carry nothing left out
   * @throws ModelException if a tensor is missing or has another shape or no floating-point type
   */
  static List<String> check(TensorFiles files, Layout layout, ClipConfig config) {
    Set<String> needed = new HashSet<>();
    for (StoredParameter stored : layout.parameters(config, files::has)) {
      for (StoredParameter.Part part : stored.parts()) {
        if (!files.has(part.name())) {
          throw missing(files, part, stored, layout, config);
        }
        check(files.of(part.name()), part);
        needed.add(part.name());
      }
    }
    List<String> unknown = new ArrayList<>(files.names());
    unknown.removeIf(name -> needed.contains(name) || isBuffer(name));
    return unknown;
  }

  private static ModelException missing(
      TensorFiles files,
      StoredParameter.Part part,
      StoredParameter wanted,
      Layout layout,
      ClipConfig config) {
    for (Layout other : Layout.values()) {
      if (other != layout && other.expresses(config)) {
        String name = other.stored(config, wanted.name(), wanted.shape()).parts().get(0).name();
        if (files.has(name)) {
          return mixed(files, part.name(), layout, name, other);
        }
      }
    }
    return new ModelException(
        "%s: tensor %s is missing, expected shape %s"
            .formatted(files.description(), part.name(), part.shape()));
  }

  private static ModelException mixed(
      TensorFiles files, String expected, Layout layout, String found, Layout other) {
    return new ModelException(
        "%s: expected tensor names that go with %s, such as %s; found those of %s, such as %s"
                .formatted(
                    files.description(), layout.configFile(), expected, other.configFile(), found)
            + "; the directory mixes layouts");
  }

  private static void check(Safetensors file, StoredParameter.Part part) {
    SafetensorsEntry entry = file.entry(part.name());
    ElementCopy.requireFloating(file.file(), entry);
    Shape found = new Shape(entry.shape().stream().mapToLong(Long::longValue).toArray());
    if (!found.equals(part.shape()) && !(isNumber(found) && isNumber(part.shape()))) {
      throw new ModelException(
          "%s: tensor %s: expected shape %s, found %s"
              .formatted(file.file(), part.name(), part.shape(), found));
    }
  }

  /** One number is stored as a scalar here and as a vector there. */
  private static boolean isNumber(Shape shape) {
    return shape.isScalar() || shape.equals(new Shape(1));
  }

  /** Positions, masks and counters that saved models carry along and nothing needs. */
  private static boolean isBuffer(String name) {
    return name.endsWith(".position_ids")
        || name.endsWith(".num_batches_tracked")
        || name.equals("attn_mask");
  }

  /** Loads all; the caller owns the result. */
  static Weights load(
      TensorFiles files, Layout layout, ClipConfig config, Device device, DataType type) {
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
    boolean complete = false;
    try {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (StoredParameter stored : layout.parameters(config, files::has)) {
        arrays.put(stored.name(), load(files, stored, manager, type));
      }
      Weights weights = new Weights(config, manager, arrays);
      complete = true;
      return weights;
    } finally {
      if (!complete) {
        manager.close();
      }
    }
  }

  private static NDArray load(
      TensorFiles files, StoredParameter stored, NDManager manager, DataType type) {
    return NativeArray.fill(
        manager,
        stored.shape(),
        type,
        memory -> {
          for (int i = 0; i < stored.parts().size(); i++) {
            String part = stored.parts().get(i).name();
            Safetensors file = files.of(part);
            file.copy(file.entry(part), memory, type, stored.arrangement(i));
          }
        });
  }
}
