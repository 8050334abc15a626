package io.clipstream.model.testing;

import io.clipstream.model.RobertaTextTransformer;
import io.clipstream.model.TextProjection;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** XLM-RoBERTa's text tower in double precision, written from its description. */
final class Fp64Roberta extends Fp64Rows {
  Fp64Roberta(Function<String, double[]> weights) {
    super(weights);
  }

  /** Features [E] of a text: padding is left out before anything is computed. */
  double[] text(RobertaTextTransformer tower, long[] ids) {
    long[] real = Arrays.stream(ids).filter(id -> id != tower.padding()).toArray();
    double epsilon = tower.layerNormEpsilon();
    double[][] x = each(embedded(tower, real), row -> norm(row, "ln_embedding", epsilon));
    for (int i = 0; i < tower.layers(); i++) {
      x = layer(tower, x, "transformer.resblocks." + i + ".");
    }
    double[] mean = new double[tower.width()];
    for (double[] row : x) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += row[d] / x.length;
      }
    }
    return projected(tower, mean);
  }

  private double[][] embedded(RobertaTextTransformer tower, long[] ids) {
    double[] tokens = w("token_embedding.weight");
    double[] places = w("positional_embedding");
    double[] type = w("token_type_embedding");
    int width = tower.width();
    double[][] x = new double[ids.length][width];
    for (int l = 0; l < ids.length; l++) {
      int place = tower.padding() + 1 + l;
      for (int d = 0; d < width; d++) {
        x[l][d] = tokens[(int) ids[l] * width + d] + places[place * width + d] + type[d];
      }
    }
    return x;
  }

  private double[][] layer(RobertaTextTransformer tower, double[][] x, String p) {
    double epsilon = tower.layerNormEpsilon();
    DoubleUnaryOperator activation = activation(tower.activation());
    return each(
        x,
        row -> {
          double[] seen = linear(look(row, x, p + "attn.", tower.heads()), p + "attn.out_proj");
          double[] y = norm(plus(row, seen), p + "ln_1", epsilon);
          double[] h = linear(y, p + "mlp.c_fc");
          Arrays.setAll(h, i -> activation.applyAsDouble(h[i]));
          return norm(plus(y, linear(h, p + "mlp.c_proj")), p + "ln_2", epsilon);
        });
  }

  private double[] projected(RobertaTextTransformer tower, double[] x) {
    if (tower.projection() == TextProjection.LINEAR) {
      return unbiased(x, w("text_projection.weight"));
    }
    double[] h = unbiased(x, w("text_projection.c_fc.weight"));
    Arrays.setAll(h, i -> Fp64.gelu(h[i]));
    return unbiased(h, w("text_projection.c_proj.weight"));
  }

  private static double[] unbiased(double[] x, double[] weight) {
    return linear(x, weight, new double[weight.length / x.length]);
  }
}
