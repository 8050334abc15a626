package io.clipstream.model.encoder;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights as the encoders compute with them: as loaded, in another type, or packed for the kernels
 * of this processor.
 *
 * @param arrays owned by the manager of the loaded ones
 * @param kernels of each shape of product with weights; empty if nothing is packed
 */
public record ServedWeights(Map<String, NDArray> arrays, Map<ProductShape, Kernel> kernels) {
  /**
   * The form that {@code rule} and the device want.
   *
   * @param loaded those that another type replaces are closed
   */
  public static ServedWeights of(
      Program program, ClipConfig config, Weights loaded, Precision precision, Kernels rule) {
    boolean plain16 = precision != Precision.FP32 && rule.in(precision) == Kernels.PLAIN;
    if (!loaded.manager().getDevice().isGpu() && !plain16) {
      return packed(program, config, loaded, precision, rule.in(precision));
    }
    Map<String, NDArray> arrays =
        precision == Precision.FP32 ? loaded.arrays() : cast(program, loaded, precision);
    return new ServedWeights(arrays, Map.of());
  }

  /** Packs the weights and holds both towers' results against those of the weights as loaded. */
  private static ServedWeights packed(
      Program program, ClipConfig config, Weights loaded, Precision precision, Kernels rule) {
    PackingCheck check = PackingCheck.before(program, config, loaded, precision, rule);
    PackedWeights packed =
        PackedWeights.of(loaded.manager(), program, config, loaded.arrays(), precision, rule);
    check.require(packed.arrays());
    return new ServedWeights(packed.arrays(), packed.kernels());
  }

  private static Map<String, NDArray> cast(Program program, Weights loaded, Precision precision) {
    Map<String, NDArray> cast = new LinkedHashMap<>();
    for (NDArray array :
        program.infer(loaded.manager(), "cast", loaded.arrays(), precision.torchType())) {
      cast.put(array.getName(), array);
    }
    loaded.arrays().values().forEach(NDArray::close);
    return cast;
  }
}
