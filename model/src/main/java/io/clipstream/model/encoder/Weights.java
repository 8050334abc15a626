package io.clipstream.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The arrays of one model on one device, named as in {@link ParameterTable}. Owns them: they live
 * in the given manager, which is closed with this object.
 */
public final class Weights implements AutoCloseable {
  private final NDManager manager;
  private final Map<String, NDArray> arrays;

  /**
   * Takes ownership of {@code manager} and of the arrays, which must be attached to it.
   *
   * @throws ModelException if an array is missing or has another shape than {@code config} asks for
   */
  public Weights(ClipConfig config, NDManager manager, Map<String, NDArray> arrays) {
    Map<String, NDArray> ordered = new LinkedHashMap<>();
    ParameterTable.of(config)
        .forEach((name, shape) -> ordered.put(name, checked(name, shape, arrays)));
    this.manager = manager;
    this.arrays = Collections.unmodifiableMap(ordered);
  }

  private static NDArray checked(String name, Shape shape, Map<String, NDArray> arrays) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new ModelException("tensor " + name + " is missing, expected shape " + shape);
    }
    if (!array.getShape().equals(shape)) {
      throw new ModelException(
          "tensor " + name + " has shape " + array.getShape() + ", expected " + shape);
    }
    return array;
  }

  /** The manager that owns the arrays. */
  public NDManager manager() {
    return manager;
  }

  /** The arrays in the order of {@link ParameterTable}. */
  public Map<String, NDArray> arrays() {
    return arrays;
  }

  public NDArray get(String name) {
    return arrays.get(name);
  }

  @Override
  public void close() {
    manager.close();
  }
}
