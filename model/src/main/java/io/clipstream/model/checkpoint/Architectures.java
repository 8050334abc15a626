package io.clipstream.model.checkpoint;

import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ImageTower;
import io.clipstream.model.ModelException;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The architectures of the released models by name (paper, tables 19 and 20), and others by file.
 */
public final class Architectures {
  /** The largest side of pictures, in pixels, that a configuration may ask for. */
  public static final int LARGEST_IMAGE = Bounds.IMAGE_SIZE;

  private static final double EPSILON = 1e-5;
  private static final Map<String, ClipConfig> NAMED = new LinkedHashMap<>();

  static {
    add("RN50", 1024, resNet(224, 64, 3, 4, 6, 3), 512);
    add("RN101", 512, resNet(224, 64, 3, 4, 23, 3), 512);
    add("RN50x4", 640, resNet(288, 80, 4, 6, 10, 6), 640);
    add("RN50x16", 768, resNet(384, 96, 6, 8, 18, 8), 768);
    add("RN50x64", 1024, resNet(448, 128, 3, 15, 36, 10), 1024);
    add("ViT-B/32", 512, transformer(224, 32, 768, 12), 512);
    add("ViT-B/16", 512, transformer(224, 16, 768, 12), 512);
    add("ViT-L/14", 768, transformer(224, 14, 1024, 24), 768);
    add("ViT-L/14@336", 768, transformer(336, 14, 1024, 24), 768);
  }

  private Architectures() {}

  /** The names that {@link #named} knows. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(NAMED.keySet());
  }

  /**
   * The architecture of a released model: QuickGELU, 49,408 tokens, context of 77, pooling at the
   * highest id. {@code RN50xK} is RN50 at K times its compute by the paper's rule, for any whole K
   * from 2 to 64.
   *
   * @throws SettingException if there is none of that name
   */
  public static ClipConfig named(String name) {
    ClipConfig config = NAMED.get(name);
    if (config == null && ResNetScaling.isAskedFor(name)) {
      return scaled(ResNetScaling.tower(name));
    }
    if (config == null) {
      throw new SettingException(
          "architecture "
              + Printable.text(name)
              + ": expected one of "
              + NAMED.keySet()
              + ", or RN50xK with K from 2 to "
              + ResNetScaling.MOST);
    }
    return config;
  }

  /** The scaled towers' text width, and with it the embedding, is 8 times the image tower's. */
  static ClipConfig scaled(ModifiedResNet image) {
    int textWidth = 8 * image.width();
    return new ClipConfig(textWidth, image, text(textWidth));
  }

  /**
   * An architecture out of a JSON file in the form of OpenCLIP's {@code model_cfg}.
   *
   * @throws ModelException if it cannot be read or asks for what is not implemented
   */
  public static ClipConfig read(Path jsonFile) {
    return OpenClipConfig.readModel(jsonFile, new HashMap<>());
  }

  private static void add(String name, int dimension, ImageTower image, int textWidth) {
    NAMED.put(name, new ClipConfig(dimension, image, text(textWidth)));
  }

  private static TextTower text(int width) {
    return new CausalTextTransformer(
        77,
        49408,
        width,
        12,
        width / 64,
        4 * width,
        Activation.QUICK_GELU,
        EPSILON,
        CausalTextTransformer.HIGHEST_ID);
  }

  private static ModifiedResNet resNet(int imageSize, int width, Integer... layers) {
    return new ModifiedResNet(imageSize, width, List.of(layers), width * 32 / 64);
  }

  private static VisionTransformer transformer(
      int imageSize, int patchSize, int width, int layers) {
    return new VisionTransformer(
        imageSize, patchSize, width, layers, width / 64, 4 * width, Activation.QUICK_GELU, EPSILON);
  }
}
