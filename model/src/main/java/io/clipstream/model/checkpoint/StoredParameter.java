package io.clipstream.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * How one parameter of the model is stored in a layout: the one description that reading, writing
 * and comparing share.
 *
 * @param name of the parameter, as in {@link io.clipstream.model.encoder.ParameterTable}
 * @param shape of the parameter
 * @param parts names of the tensors that hold it: one, or the equal parts of a stack along the
 *     first dimension
 * @param transposed true if the stored matrix is the parameter's transpose
 */
public record StoredParameter(String name, Shape shape, List<String> parts, boolean transposed) {
  public StoredParameter {
    parts = List.copyOf(parts);
  }

  /** Shape of each stored tensor. */
  public Shape partShape() {
    if (transposed) {
      return new Shape(shape.get(1), shape.get(0));
    }
    if (parts.size() == 1) {
      return shape;
    }
    long[] sides = shape.getShape().clone();
    sides[0] /= parts.size();
    return new Shape(sides);
  }

  /** Where part {@code index} of the stored tensors goes in the parameter. */
  Arrangement arrangement(int index) {
    if (transposed) {
      return Arrangement.transposed((int) shape.get(0));
    }
    return Arrangement.behind(index * (int) partShape().size());
  }

  /** The stored form of {@code array}, a parameter or its gradient: one array a part. */
  List<NDArray> toParts(NDArray array) {
    if (transposed) {
      return List.of(array.transpose());
    }
    return parts.size() == 1 ? List.of(array) : new ArrayList<>(array.split(parts.size()));
  }

  /** The inverse of {@link #toParts}. */
  NDArray fromParts(List<NDArray> arrays) {
    if (transposed) {
      return arrays.get(0).transpose();
    }
    return parts.size() == 1
        ? arrays.get(0)
        : NDArrays.concat(new NDList(arrays.toArray(new NDArray[0])), 0);
  }
}
