package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImageTower;
import io.clipstream.model.checkpoint.Architectures;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.BicubicGrid;
import io.clipstream.schemas.SettingException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model for pictures of another side. Of its weights only the image tower's position embeddings,
 * where it has any, depend on that: they are interpolated along the grid, and one before it, of the
 * class token or of a ResNet's mean over the grid, stays as it is.
 */
final class OtherResolution {
  private OtherResolution() {}

  /**
   * The architecture for pictures of {@code imageSize} pixels a side.
   *
   * @throws SettingException if that is no multiple of the patch or stride, or out of range
   */
  static ClipConfig of(ClipConfig config, int imageSize) {
    int stride = config.image().stride();
    String kind =
        config
            .image()
            .match(
                tower -> "patch size",
                tower -> "stride",
                tower -> "patch size",
                tower -> "patch size",
                tower -> "stride");
    if (imageSize < stride || imageSize > Architectures.LARGEST_IMAGE) {
      throw new SettingException(
          "image size is %d, expected %d (the %s) to %d"
              .formatted(imageSize, stride, kind, Architectures.LARGEST_IMAGE));
    }
    if (imageSize % stride != 0) {
      int below = imageSize - imageSize % stride;
      throw new SettingException(
          "image size is %d, expected a multiple of the %s %d, such as %d or %d"
              .formatted(imageSize, kind, stride, below, below + stride));
    }
    return config.withImageSize(imageSize);
  }

  /**
   * Weights for {@code to} out of those for {@code from}, which differs in nothing but the side of
   * pictures.
   *
   * @param weights owned by the result from now on
   */
  static Weights of(Weights weights, ImageTower from, ClipConfig to) {
    Map<String, NDArray> arrays = new LinkedHashMap<>(weights.arrays());
    ParameterTable.positions(from)
        .ifPresent(
            name -> {
              NDArray old = weights.get(name); // [from.grid * from.grid (+ 1), D]
              arrays.put(name, resized(old, from.grid(), to.image().grid()));
              old.close();
            });
    return new Weights(to, weights.manager(), arrays);
  }

  private static NDArray resized(NDArray positions, int from, int to) {
    float[] values = positions.toFloatArray();
    int width = Math.toIntExact(positions.getShape().get(1));
    int kept = values.length - from * from * width; // the position before the grid, if there is one
    float[] grid = Arrays.copyOfRange(values, kept, values.length);
    float[] resized = Arrays.copyOf(values, kept + to * to * width);
    System.arraycopy(BicubicGrid.resize(grid, width, from, to), 0, resized, kept, to * to * width);
    Shape shape = new Shape(resized.length / width, width);
    // What is made from a Java buffer may alias it; the duplicate has memory of its own.
    try (NDArray staged = positions.getManager().create(resized, shape)) {
      return staged.duplicate();
    }
  }
}
