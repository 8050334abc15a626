package io.clipstream.model.testing;

import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.ConvNeXt.Projection;
import io.clipstream.model.ImagePooling;
import io.clipstream.model.ImagePooling.Positions;
import io.clipstream.model.OpenTextTransformer;
import io.clipstream.model.OpenVisionTransformer;
import io.clipstream.model.RobertaTextTransformer;
import io.clipstream.model.TextPooling;
import io.clipstream.model.TextPooling.Position;
import io.clipstream.model.TextProjection;
import io.clipstream.model.VisionTransformer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * Towers as OpenCLIP describes them by options and names, each option in one of them at least; of
 * odd sizes.
 */
public final class OddOpenModels {
  private static final double SCALE = 1e-3;

  private OddOpenModels() {}

  /** The architectures, by their options. */
  public static Stream<Named<ClipConfig>> all() {
    return Stream.of(
        Named.of(
            "layer scale; first position, layer scale",
            new ClipConfig(
                9,
                image(true, false, Positions.CLASS_TOKEN, SCALE),
                text(true, Position.FIRST, TextProjection.LINEAR, SCALE))),
        Named.of(
            "CLIPA's: no norm before, normed mean; no mask, last position",
            new ClipConfig(
                9,
                image(false, false, Positions.NORMED_MEAN, 0),
                text(false, Position.LAST, TextProjection.LINEAR, 0))),
        Named.of(
            "fixed positions, mean of normed, layer scale; no projection, highest id",
            new ClipConfig(
                21,
                image(true, true, Positions.MEAN_OF_NORMED, SCALE),
                text(true, Position.HIGHEST, TextProjection.NONE, 0))),
        Named.of(
            "CoCa's: attention pooling; class embedding",
            new ClipConfig(
                15,
                image(true, false, new ImagePooling.Attention(3, 5), 0),
                text(true, new TextPooling.ClassEmbedding(0), TextProjection.LINEAR, 0))),
        Named.of(
            "attention pooling of the tower's width; class embedding without a mask, biased",
            new ClipConfig(
                12,
                image(false, false, new ImagePooling.Attention(1, 4), SCALE),
                text(false, new TextPooling.ClassEmbedding(3), TextProjection.BIASED, SCALE))),
        Named.of(
            "end token without a mask, biased",
            new ClipConfig(
                9,
                image(false, false, Positions.CLASS_TOKEN, 0),
                text(false, new TextPooling.EndToken(5), TextProjection.BIASED, 0),
                true)),
        Named.of(
            "XLM-RoBERTa, projection of two layers",
            new ClipConfig(
                9,
                new VisionTransformer(15, 5, 15, 2, 3, 13, Activation.QUICK_GELU, 1e-5),
                roberta(TextProjection.MLP))),
        Named.of(
            "XLM-RoBERTa, linear projection; mean of patches",
            new ClipConfig(
                10,
                image(true, false, Positions.MEAN_OF_NORMED, 0),
                roberta(TextProjection.LINEAR))),
        Named.of(
            "ConvNeXt, rests of patches in two stages",
            convNeXt(9, 70, List.of(1, 2, 1, 1), List.of(5, 6, 7, 9), Projection.LINEAR)),
        Named.of(
            "ConvNeXt, one place, projection of two layers",
            convNeXt(10, 35, List.of(1, 1, 2, 1), List.of(2, 12, 20, 11), Projection.MLP)),
        Named.of(
            "ConvNeXt, channels that eight divides",
            convNeXt(8, 64, List.of(1, 1, 1, 2), List.of(8, 16, 24, 64), Projection.LINEAR)));
  }

  private static OpenVisionTransformer image(
      boolean normBefore, boolean fixed, ImagePooling pooling, double scale) {
    return new OpenVisionTransformer(
        new VisionTransformer(21, 3, 12, 2, 3, 17, Activation.GELU, 1e-5),
        normBefore,
        fixed,
        pooling,
        scale);
  }

  private static ClipConfig convNeXt(
      int dimension, int side, List<Integer> layers, List<Integer> widths, Projection projection) {
    return new ClipConfig(
        dimension,
        new ConvNeXt(side, layers, widths, 1e-6, SCALE, projection),
        new CausalTextTransformer(
            7, TestModels.VOCABULARY, 15, 2, 5, 31, Activation.GELU, 1e-5, 5));
  }

  private static RobertaTextTransformer roberta(TextProjection projection) {
    return new RobertaTextTransformer(
        7, TestModels.VOCABULARY, 21, 2, 7, 31, Activation.GELU, 1e-5, 11, 1, projection);
  }

  private static OpenTextTransformer text(
      boolean causal, TextPooling pooling, TextProjection projection, double scale) {
    return new OpenTextTransformer(
        7,
        TestModels.VOCABULARY,
        21,
        3,
        7,
        31,
        Activation.GELU_TANH,
        1e-5,
        causal,
        pooling,
        projection,
        scale);
  }
}
