package io.clipstream.model.testing;

import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * Architectures whose numbers no kernel is made for: widths, heads and patches that eight does not
 * divide, feature maps of a single place.
 */
public final class OddModels {
  /** Batches that take different ways through the engine's libraries. */
  public static final List<Integer> BATCHES = List.of(1, 2, 3, 5, 8, 16);

  private static final TextTower TEXT =
      new CausalTextTransformer(7, TestModels.VOCABULARY, 15, 2, 5, 31, Activation.GELU, 1e-5, 5);

  private OddModels() {}

  /** The architectures, by what is odd about them. */
  public static Stream<Named<ClipConfig>> all() {
    return Stream.concat(families(), OddOpenModels.all());
  }

  private static Stream<Named<ClipConfig>> families() {
    return Stream.of(
        Named.of("ResNet, 4 and 8 channels, one place", resNet(32, 8, 4, List.of(1, 2, 1, 2))),
        Named.of("ResNet, 5 and 10 channels", resNet(64, 10, 5, List.of(1, 1, 1, 1))),
        Named.of("ResNet, 12 and 24 channels, one place", resNet(32, 24, 12, List.of(1, 1, 1, 1))),
        Named.of("ResNet, 1 and 2 channels, one head", resNet(64, 2, 1, List.of(2, 1, 1, 1))),
        Named.of("ViT, patches of 5, width 15", vit(15, 5, 15, 3, Activation.QUICK_GELU)),
        Named.of("ViT, patches of 3, width 12", vit(21, 3, 12, 4, Activation.GELU)),
        Named.of("ViT, one patch, heads of one", vit(9, 9, 5, 5, Activation.QUICK_GELU)),
        Named.of("ViT, tanh", vit(15, 5, 15, 3, Activation.GELU_TANH)),
        Named.of("SigLIP, patches of 5 and a rest", siglip(17, 5, 15, 3, Activation.GELU_TANH)),
        Named.of("SigLIP, patches of 3, width 12", siglip(21, 3, 12, 4, Activation.GELU)),
        Named.of("SigLIP, one patch", siglip(9, 9, 5, 5, Activation.QUICK_GELU)));
  }

  private static ClipConfig resNet(int side, int width, int heads, List<Integer> layers) {
    return new ClipConfig(5, new ModifiedResNet(side, width, layers, heads), TEXT);
  }

  private static ClipConfig siglip(
      int side, int patch, int width, int heads, Activation activation) {
    return new ClipConfig(
        width,
        new SiglipVisionTransformer(side, patch, width, 2, heads, 13, activation, 1e-6),
        new SiglipTextTransformer(7, TestModels.VOCABULARY, 21, 3, 7, 31, activation, 1e-6),
        true);
  }

  private static ClipConfig vit(int side, int patch, int width, int heads, Activation activation) {
    return new ClipConfig(
        9, new VisionTransformer(side, patch, width, 2, heads, 13, activation, 1e-5), TEXT);
  }
}
