package io.clipstream.model.testing;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.VisionTransformer;
import java.util.Map;

/** Both encoders in double precision and plain Java: what the programs are held against. */
public final class Fp64Encoder {
  private final ClipConfig config;
  private final Map<String, NDArray> weights;

  public Fp64Encoder(ClipConfig config, Map<String, NDArray> weights) {
    this.config = config;
    this.weights = weights;
  }

  /** Features [E] of the picture [3 * S * S]. */
  public double[] image(double[] pixels) {
    if (config.image() instanceof ModifiedResNet tower) {
      return new Fp64ResNet(weights).image(tower, pixels);
    }
    return new Fp64Transformer(weights).image((VisionTransformer) config.image(), pixels);
  }

  /** Features [E] of the token ids. */
  public double[] text(long[] ids) {
    return new Fp64Transformer(weights).text(config.text(), ids);
  }
}
