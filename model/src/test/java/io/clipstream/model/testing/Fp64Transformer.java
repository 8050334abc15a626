package io.clipstream.model.testing;

import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.VisionTransformer;
import java.util.Arrays;
import java.util.function.Function;

/** The transformer towers in double precision, written anew from the paper's description. */
final class Fp64Transformer {
  private final Function<String, double[]> weights;

  Fp64Transformer(Function<String, double[]> weights) {
    this.weights = weights;
  }

  private double[] w(String name) {
    return weights.apply(name);
  }

  /** Features [E] of a picture [3 * S * S]. */
  double[] image(VisionTransformer tower, double[] pixels) {
    double[][] patches =
        Fp64.linear(unfold(tower, pixels), w("visual.conv1.weight"), null); // [D][G * G]
    double[] first = w("visual.class_embedding");
    double[] places = w("visual.positional_embedding");
    int width = tower.width();
    double[][] x = new double[width][tower.positions()];
    for (int d = 0; d < width; d++) {
      x[d][0] = first[d] + places[d];
      for (int l = 1; l < tower.positions(); l++) {
        x[d][l] = patches[d][l - 1] + places[l * width + d];
      }
    }
    x = norm(x, "visual.ln_pre", tower.layerNormEpsilon());
    for (int i = 0; i < tower.layers(); i++) {
      String block = "visual.transformer.resblocks." + i + ".";
      x = block(x, block, tower.heads(), false, tower.activation(), tower.layerNormEpsilon());
    }
    x = norm(x, "visual.ln_post", tower.layerNormEpsilon());
    return Fp64.project(Fp64.position(x, 0), w("visual.proj"));
  }

  /** Patches as columns: [3 * P * P][G * G]. */
  private static double[][] unfold(VisionTransformer tower, double[] pixels) {
    int patch = tower.patchSize();
    int side = tower.imageSize();
    double[][] columns = new double[3 * patch * patch][tower.grid() * tower.grid()];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          int row = (c * patch + y % patch) * patch + x % patch;
          columns[row][y / patch * tower.grid() + x / patch] = pixels[(c * side + y) * side + x];
        }
      }
    }
    return columns;
  }

  /** Features [E] of a text. */
  double[] text(CausalTextTransformer tower, long[] ids) {
    double[][] x = read(tower, embedded(tower, ids));
    return Fp64.project(Fp64.position(x, end(tower, ids)), w("text_projection"));
  }

  /**
   * The log-likelihood of a text up to its end token, continued from a vector of the text's width
   * in place of the start token; words are predicted by the table that embeds them.
   */
  double likelihood(CausalTextTransformer tower, double[] start, long[] ids) {
    double[][] x = embedded(tower, ids);
    double[] tokens = w("token_embedding.weight");
    int width = tower.width();
    for (int d = 0; d < width; d++) {
      x[d][0] += start[d] - tokens[(int) ids[0] * width + d];
    }
    x = read(tower, x);
    double sum = 0;
    for (int l = 0; l < end(tower, ids); l++) {
      double[] logits = new double[tower.vocabularySize()];
      for (int v = 0; v < logits.length; v++) {
        for (int d = 0; d < width; d++) {
          logits[v] += x[d][l] * tokens[v * width + d];
        }
      }
      sum += Math.log(Fp64.softmax(logits)[(int) ids[l + 1]]);
    }
    return sum;
  }

  private double[][] embedded(CausalTextTransformer tower, long[] ids) {
    double[] tokens = w("token_embedding.weight");
    double[] places = w("positional_embedding");
    int width = tower.width();
    double[][] x = new double[width][ids.length];
    for (int d = 0; d < width; d++) {
      for (int l = 0; l < ids.length; l++) {
        x[d][l] = tokens[(int) ids[l] * width + d] + places[l * width + d];
      }
    }
    return x;
  }

  private double[][] read(CausalTextTransformer tower, double[][] embedded) {
    double[][] x = embedded;
    for (int i = 0; i < tower.layers(); i++) {
      String block = "transformer.resblocks." + i + ".";
      x = block(x, block, tower.heads(), true, tower.activation(), tower.layerNormEpsilon());
    }
    return norm(x, "ln_final", tower.layerNormEpsilon());
  }

  private static int end(CausalTextTransformer tower, long[] ids) {
    long wanted =
        tower.endToken() == CausalTextTransformer.HIGHEST_ID
            ? Arrays.stream(ids).max().orElseThrow()
            : tower.endToken();
    int at = 0;
    while (ids[at] != wanted) {
      at++;
    }
    return at;
  }

  private double[][] block(
      double[][] x, String p, int heads, boolean causal, Activation activation, double epsilon) {
    int width = x.length;
    double[][] h = norm(x, p + "ln_1", epsilon);
    h = Fp64.linear(h, w(p + "attn.in_proj_weight"), w(p + "attn.in_proj_bias"));
    h =
        Fp64.attention(
            Arrays.copyOfRange(h, 0, width),
            Arrays.copyOfRange(h, width, 2 * width),
            Arrays.copyOfRange(h, 2 * width, 3 * width),
            heads,
            causal);
    Fp64.addTo(x, linear(h, p + "attn.out_proj"));
    h = linear(norm(x, p + "ln_2", epsilon), p + "mlp.c_fc");
    Fp64.apply(
        h,
        switch (activation) {
          case QUICK_GELU -> Fp64::quickGelu;
          case GELU -> Fp64::gelu;
          case GELU_TANH -> Fp64::tanhGelu;
        });
    Fp64.addTo(x, linear(h, p + "mlp.c_proj"));
    return x;
  }

  private double[][] linear(double[][] x, String name) {
    return Fp64.linear(x, w(name + ".weight"), w(name + ".bias"));
  }

  private double[][] norm(double[][] x, String name, double epsilon) {
    return Fp64.layerNorm(x, w(name + ".weight"), w(name + ".bias"), epsilon);
  }
}
