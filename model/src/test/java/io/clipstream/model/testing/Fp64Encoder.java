package io.clipstream.model.testing;

import ai.djl.ndarray.NDArray;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.OpenVisionTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.VisionTransformer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** Both encoders in double precision and plain Java: what the programs are held against. */
public final class Fp64Encoder {
  private final ClipConfig config;
  private final Function<String, double[]> weights;

  public Fp64Encoder(ClipConfig config, Map<String, NDArray> weights) {
    this(config, name -> weights.containsKey(name) ? Errors.doubles(weights.get(name)) : null);
  }

  /**
   * @param weights the numbers of an array, by its name; null if there is none
   */
  public Fp64Encoder(ClipConfig config, Function<String, double[]> weights) {
    this.config = config;
    this.weights = weights;
  }

  /** Features [E] of the picture [3 * S * S]. */
  public double[] image(double[] pixels) {
    if (config.image() instanceof ModifiedResNet tower) {
      return new Fp64ResNet(weights, false).images(tower, pixels)[0];
    }
    if (config.image() instanceof SiglipVisionTransformer tower) {
      return new Fp64Siglip(weights).image(tower, pixels);
    }
    if (config.image() instanceof OpenVisionTransformer tower) {
      return new Fp64Open(weights).image(tower, pixels);
    }
    if (config.image() instanceof ConvNeXt tower) {
      return new Fp64ConvNeXt(weights).image(tower, pixels);
    }
    return new Fp64Transformer(weights).image((VisionTransformer) config.image(), pixels);
  }

  /** Features [N][E] of the pictures [N][3 * S * S], batch norms with the batch's statistics. */
  public double[][] batch(double[][] pixels) {
    if (config.image() instanceof ModifiedResNet tower) {
      return new Fp64ResNet(weights, true).images(tower, pixels);
    }
    return Arrays.stream(pixels).map(this::image).toArray(double[][]::new);
  }

  /** Features [E] of the token ids. */
  public double[] text(long[] ids) {
    return config
        .text()
        .match(
            tower -> new Fp64Transformer(weights).text(tower, ids),
            tower -> new Fp64Siglip(weights).text(tower, ids),
            tower -> new Fp64Open(weights).text(tower, ids),
            tower -> new Fp64Roberta(weights).text(tower, ids));
  }

  /** Log-likelihood of the token ids, continued from a vector in place of their start token. */
  public double likelihood(double[] start, long[] ids) {
    return new Fp64Transformer(weights)
        .likelihood((CausalTextTransformer) config.text(), start, ids);
  }
}
