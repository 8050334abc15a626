package io.clipstream.model.testing;

import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** SigLIP's towers in double precision, written from their description. */
final class Fp64Siglip extends Fp64Rows {
  Fp64Siglip(Function<String, double[]> weights) {
    super(weights);
  }

  /** Features [E] of a picture [3 * S * S]. */
  double[] image(SiglipVisionTransformer tower, double[] pixels) {
    double[] kernel = w("visual.conv1.weight");
    double[] bias = w("visual.conv1.bias");
    double[] places = w("visual.positional_embedding");
    int width = tower.width();
    double[][] x = new double[tower.positions()][width];
    for (int l = 0; l < x.length; l++) {
      for (int d = 0; d < width; d++) {
        x[l][d] =
            bias[d]
                + places[l * width + d]
                + patch(pixels, tower.imageSize(), tower.patchSize(), kernel, l, d);
      }
    }
    DoubleUnaryOperator activation = activation(tower.activation());
    for (int i = 0; i < tower.layers(); i++) {
      String block = "visual.transformer.resblocks." + i + ".";
      x = block(x, block, tower.heads(), activation, tower.layerNormEpsilon());
    }
    x = each(x, row -> norm(row, "visual.ln_post", tower.layerNormEpsilon()));
    return pool(x, tower.heads(), activation, tower.layerNormEpsilon());
  }

  /** A learned query looks at all positions; what it sees goes through a feed-forward layer. */
  private double[] pool(double[][] x, int heads, DoubleUnaryOperator activation, double epsilon) {
    double[] query = w("visual.pool.query");
    double[] h = look(query, x, "visual.pool.attn.", heads);
    double[] seen = linear(h, "visual.pool.attn.out_proj");
    return plus(seen, feedForward(seen, "visual.pool.", activation, epsilon));
  }

  /** Features [E] of a text. */
  double[] text(SiglipTextTransformer tower, long[] ids) {
    double[] tokens = w("token_embedding.weight");
    double[] places = w("positional_embedding");
    int width = tower.width();
    double[][] x = new double[ids.length][width];
    for (int l = 0; l < ids.length; l++) {
      for (int d = 0; d < width; d++) {
        x[l][d] = tokens[(int) ids[l] * width + d] + places[l * width + d];
      }
    }
    DoubleUnaryOperator activation = activation(tower.activation());
    for (int i = 0; i < tower.layers(); i++) {
      String block = "transformer.resblocks." + i + ".";
      x = block(x, block, tower.heads(), activation, tower.layerNormEpsilon());
    }
    double[] last = norm(x[ids.length - 1], "ln_final", tower.layerNormEpsilon());
    return linear(last, "text_projection");
  }
}
