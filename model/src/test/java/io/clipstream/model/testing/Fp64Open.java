package io.clipstream.model.testing;

import io.clipstream.model.ImagePooling;
import io.clipstream.model.OpenTextTransformer;
import io.clipstream.model.OpenVisionTransformer;
import io.clipstream.model.TextPooling;
import io.clipstream.model.VisionTransformer;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Towers with options of OpenCLIP's in double precision, written from their description. */
final class Fp64Open extends Fp64Rows {
  Fp64Open(Function<String, double[]> weights) {
    super(weights);
  }

  /** Features [E] of a picture [3 * S * S]. */
  double[] image(OpenVisionTransformer tower, double[] pixels) {
    VisionTransformer plain = tower.plain();
    double epsilon = plain.layerNormEpsilon();
    double[] kernel = w("visual.conv1.weight");
    double[] first = w("visual.class_embedding");
    double[] places =
        w(
            tower.fixedPositions()
                ? "visual.fixed_positional_embedding"
                : "visual.positional_embedding");
    int width = plain.width();
    double[][] x = new double[1 + plain.grid() * plain.grid()][width];
    for (int l = 0; l < x.length; l++) {
      for (int d = 0; d < width; d++) {
        double at =
            l == 0
                ? first[d]
                : patch(pixels, plain.imageSize(), plain.patchSize(), kernel, l - 1, d);
        x[l][d] = at + places[l * width + d];
      }
    }
    if (tower.normBefore()) {
      x = each(x, row -> norm(row, "visual.ln_pre", epsilon));
    }
    DoubleUnaryOperator activation = activation(plain.activation());
    for (int i = 0; i < plain.layers(); i++) {
      x = block(x, "visual.transformer.resblocks." + i + ".", plain.heads(), activation, epsilon);
    }
    return Fp64.project(pooled(tower.pooling(), x, epsilon), w("visual.proj"));
  }

  private double[] pooled(ImagePooling pooling, double[][] x, double epsilon) {
    if (pooling instanceof ImagePooling.Attention attention) {
      return norm(attended(attention, x, epsilon), "visual.ln_post", epsilon);
    }
    double[][] patches = Arrays.copyOfRange(x, 1, x.length);
    return switch ((ImagePooling.Positions) pooling) {
      case CLASS_TOKEN -> norm(x[0], "visual.ln_post", epsilon);
      case MEAN_OF_NORMED -> mean(each(patches, row -> norm(row, "visual.ln_post", epsilon)));
      case NORMED_MEAN -> norm(mean(patches), "visual.ln_post", epsilon);
    };
  }

  /** What the first query sees. */
  private double[] attended(ImagePooling.Attention pooling, double[][] x, double epsilon) {
    String p = "visual.attn_pool.";
    double[] bias = w(p + "attn.in_proj_bias");
    int e = bias.length / 3;
    double[] q = norm(Arrays.copyOf(w(p + "query"), e), p + "ln_q", epsilon);
    double[][] k = each(x, row -> norm(row, p + "ln_k", epsilon));
    double[] seen =
        attend(
            linear(q, poolWeight("q", 0, e, q.length), Arrays.copyOf(bias, e)),
            each(k, r -> linear(r, poolWeight("k", 1, e, r.length), part(bias, 1, e))),
            each(k, r -> linear(r, poolWeight("v", 2, e, r.length), part(bias, 2, e))),
            pooling.heads());
    return linear(seen, p + "attn.out_proj");
  }

  private double[] poolWeight(String which, int third, int e, int in) {
    double[] stack = w("visual.attn_pool.attn.in_proj_weight");
    return stack == null
        ? w("visual.attn_pool.attn." + which + "_proj_weight")
        : part(stack, third, e * in);
  }

  private static double[] part(double[] stack, int which, int size) {
    return Arrays.copyOfRange(stack, which * size, (which + 1) * size);
  }

  /** Features [E] of a text. */
  double[] text(OpenTextTransformer tower, long[] ids) {
    double[][] x = embedded(tower, ids);
    Sight sight = sight(tower, ids);
    DoubleUnaryOperator activation = activation(tower.activation());
    double epsilon = tower.layerNormEpsilon();
    for (int i = 0; i < tower.layers(); i++) {
      String block = "transformer.resblocks." + i + ".";
      x = block(x, block, tower.heads(), activation, epsilon, sight);
    }
    double[] pooled = norm(x[pooledAt(tower, ids)], "ln_final", epsilon);
    return switch (tower.projection()) {
      case NONE -> pooled;
      case LINEAR -> Fp64.project(pooled, w("text_projection"));
      case BIASED -> linear(pooled, "text_projection");
      case MLP -> throw new IllegalArgumentException("no such projection here");
    };
  }

  private double[][] embedded(OpenTextTransformer tower, long[] ids) {
    double[] tokens = w("token_embedding.weight");
    double[] places = w("positional_embedding");
    int width = tower.width();
    boolean behind = tower.pooling() instanceof TextPooling.ClassEmbedding;
    double[][] x = new double[ids.length + (behind ? 1 : 0)][width];
    for (int l = 0; l < x.length; l++) {
      for (int d = 0; d < width; d++) {
        double token = l < ids.length ? tokens[(int) ids[l] * width + d] : w("cls_emb")[d];
        x[l][d] = token + places[l * width + d];
      }
    }
    return x;
  }

  private static Sight sight(OpenTextTransformer tower, long[] ids) {
    Sight order = (to, from) -> !tower.causal() || from <= to;
    if (tower.pooling() instanceof TextPooling.ClassEmbedding embedding) {
      return (to, from) ->
          order.sees(to, from) && (from == 0 || ids[from - 1] != embedding.padding());
    }
    return order;
  }

  private static int pooledAt(OpenTextTransformer tower, long[] ids) {
    return tower
        .pooling()
        .<Integer>match(
            position ->
                switch (position) {
                  case FIRST -> 0;
                  case LAST -> ids.length - 1;
                  case HIGHEST -> first(ids, Arrays.stream(ids).max().orElseThrow());
                },
            end -> first(ids, end.id()),
            embedding -> ids.length);
  }

  private static int first(long[] ids, long id) {
    return IntStream.range(0, ids.length).filter(l -> ids[l] == id).findFirst().orElse(0);
  }
}
