package io.clipstream.model.encoder;

import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.Precision;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a model's programs: resource files, one a tower or concern, with the architecture's
 * numbers put in for {@code $NAMES}.
 */
final class ProgramText {
  private static final Pattern CONSTANT = Pattern.compile("\\$([A-Z_]+)");

  private ProgramText() {}

  /**
   * Everything that tagging and training call for a model of this architecture.
   *
   * @param training what the encoders compute in while they learn
   */
  static String of(ClipConfig config, Precision training) {
    return String.join(
        "\n",
        read("convolution.py", Map.of()),
        read("products.py", Map.of()),
        read("transformer.py", Map.of()),
        imageTower(config),
        read("text_transformer.py", constants(config.text())),
        read("inference.py", Map.of()),
        read("training.py", Map.of("TYPE", "" + training.torchType())),
        read("captioning.py", constants(config.text())));
  }

  /** What {@link EngineCheck} calls: the forms that the encoders compute in, by themselves. */
  static String ofEngineCheck() {
    return String.join(
        "\n",
        read("convolution.py", Map.of()),
        read("products.py", Map.of()),
        read("engine_check.py", Map.of()));
  }

  private static String imageTower(ClipConfig config) {
    return config
        .image()
        .match(
            tower -> read("vision_transformer.py", constants(tower)),
            tower -> read("modified_resnet.py", constants(tower)));
  }

  private static Map<String, String> constants(VisionTransformer tower) {
    Map<String, String> constants = new LinkedHashMap<>();
    constants.put("PATCH", "" + tower.patchSize());
    constants.put("WIDTH", "" + tower.width());
    constants.put("LAYERS", "" + tower.layers());
    constants.put("HEADS", "" + tower.heads());
    constants.put("QUICK", bool(tower.activation() == Activation.QUICK_GELU));
    constants.put("EPSILON", "" + tower.layerNormEpsilon());
    return constants;
  }

  private static Map<String, String> constants(ModifiedResNet tower) {
    String layers = tower.layers().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return Map.of("LAYERS", layers, "HEADS", "" + tower.heads());
  }

  private static Map<String, String> constants(TextTower tower) {
    Map<String, String> constants = new LinkedHashMap<>();
    constants.put("WIDTH", "" + tower.width());
    constants.put("LAYERS", "" + tower.layers());
    constants.put("HEADS", "" + tower.heads());
    constants.put("QUICK", bool(tower.activation() == Activation.QUICK_GELU));
    constants.put("EPSILON", "" + tower.layerNormEpsilon());
    constants.put("END_TOKEN", "" + tower.endToken());
    return constants;
  }

  private static String bool(boolean value) {
    return value ? "True" : "False";
  }

  private static String read(String resource, Map<String, String> constants) {
    return CONSTANT
        .matcher(resource(resource))
        .replaceAll(match -> Matcher.quoteReplacement(value(resource, constants, match.group(1))));
  }

  private static String value(String resource, Map<String, String> constants, String name) {
    String value = constants.get(name);
    if (value == null) {
      throw new IllegalStateException(resource + " names the unknown constant " + name);
    }
    return value;
  }

  private static String resource(String name) {
    try (InputStream in = ProgramText.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the program " + name, e);
    }
  }
}
