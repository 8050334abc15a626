package io.clipstream.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How one parameter of the model is stored in a layout: the one description that reading, writing
 * and comparing share.
 *
 * @param name of the parameter, as in {@link io.clipstream.model.encoder.ParameterTable}
 * @param shape of the parameter
 * @param parts the tensors that hold it: one, of as many numbers, or several, which make a stack
 *     along the first dimension
 * @param transposed true if the one stored matrix is the parameter's transpose
 */
public record StoredParameter(String name, Shape shape, List<Part> parts, boolean transposed) {
  /** A stored tensor. */
  public record Part(String name, Shape shape) {}

  public StoredParameter {
    parts = List.copyOf(parts);
  }

  /** Stored as it is, under a name of the layout's. */
  static StoredParameter plain(String name, Shape shape, String stored) {
    return shaped(name, shape, stored, shape);
  }

  /** Stored with other sides, the numbers in the same order. */
  static StoredParameter shaped(String name, Shape shape, String stored, Shape storedShape) {
    return new StoredParameter(name, shape, List.of(new Part(stored, storedShape)), false);
  }

  /** A matrix whose transpose is stored. */
  static StoredParameter transposed(String name, Shape shape, String stored) {
    Shape other = new Shape(shape.get(1), shape.get(0));
    return new StoredParameter(name, shape, List.of(new Part(stored, other)), true);
  }

  /** The same under other names of the layout's. */
  StoredParameter renamed(UnaryOperator<String> names) {
    List<Part> renamed =
        parts.stream().map(part -> new Part(names.apply(part.name()), part.shape())).toList();
    return new StoredParameter(name, shape, renamed, transposed);
  }

  /** Where part {@code index} of the stored tensors goes in the parameter. */
  Arrangement arrangement(int index) {
    if (transposed) {
      return Arrangement.transposed((int) shape.get(0));
    }
    long before = parts.subList(0, index).stream().mapToLong(part -> part.shape().size()).sum();
    return Arrangement.behind((int) before);
  }

  /** The stored form of {@code array}, a parameter or its gradient: one array a part. */
  List<NDArray> toParts(NDArray array) {
    if (transposed) {
      return List.of(array.transpose());
    }
    if (parts.size() == 1) {
      return List.of(in(array, parts.get(0).shape()));
    }
    long[] starts = new long[parts.size() - 1];
    long row = 0;
    for (int i = 0; i < starts.length; i++) {
      row += parts.get(i).shape().get(0);
      starts[i] = row;
    }
    return array.split(starts, 0);
  }

  /** The inverse of {@link #toParts}. */
  NDArray fromParts(List<NDArray> arrays) {
    if (transposed) {
      return arrays.get(0).transpose();
    }
    return parts.size() == 1
        ? in(arrays.get(0), shape)
        : NDArrays.concat(new NDList(arrays.toArray(new NDArray[0])), 0);
  }

  private static NDArray in(NDArray array, Shape shape) {
    return array.getShape().equals(shape) ? array : array.reshape(shape);
  }
}
