package io.clipstream.model.encoder;

import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.ModifiedResNet;
import io.clipstream.model.Precision;
import io.clipstream.model.RobertaTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    return Stream.of(
            Stream.of("convolution.py", "products.py", "patches.py", "transformer.py")
                .map(name -> read(name, Map.of())),
            OpenProgramText.shared(config),
            Stream.of(
                imageTower(config),
                textTower(config.text()),
                read("inference.py", Map.of()),
                read("training.py", Map.of("TYPE", "" + training.torchType()))))
        .flatMap(files -> files)
        .collect(Collectors.joining("\n"));
  }

  /** What {@link EngineCheck} calls: the forms that the encoders compute in, by themselves. */
  static String ofEngineCheck() {
    return String.join(
        "\n",
        read("convolution.py", Map.of()),
        read("products.py", Map.of()),
        read("engine_check.py", Map.of()));
  }

  /** Logistic regression on features, whatever the model that they are from. */
  static String ofLinearProbe() {
    return read("linear_probe.py", Map.of());
  }

  private static String imageTower(ClipConfig config) {
    return config
        .image()
        .match(
            tower -> read("vision_transformer.py", constants(tower)),
            tower -> read("modified_resnet.py", constants(tower)),
            tower -> read("siglip_vision_transformer.py", constants(tower)),
            tower -> OpenProgramText.of(tower, constants(tower.plain())),
            tower -> read("convnext.py", constants(tower)));
  }

  private static String textTower(TextTower text) {
    return text.match(
        tower ->
            read("text_transformer.py", constants(tower))
                + "\n"
                + read("captioning.py", constants(tower)),
        tower -> read("siglip_text_transformer.py", constants((TextTower) tower)),
        tower -> OpenProgramText.of(tower, constants((TextTower) tower)),
        tower ->
            read("masked_attention.py", Map.of())
                + "\n"
                + read("roberta_text_transformer.py", constants(tower)));
  }

  private static Map<String, String> constants(RobertaTextTransformer tower) {
    Map<String, String> constants = constants((TextTower) tower);
    constants.put("PADDING", "" + tower.padding());
    return constants;
  }

  private static Map<String, String> constants(VisionTransformer tower) {
    Map<String, String> constants =
        transformer(
            tower.width(),
            tower.layers(),
            tower.heads(),
            tower.activation(),
            tower.layerNormEpsilon());
    constants.put("PATCH", "" + tower.patchSize());
    return constants;
  }

  private static Map<String, String> constants(SiglipVisionTransformer tower) {
    Map<String, String> constants =
        transformer(
            tower.width(),
            tower.layers(),
            tower.heads(),
            tower.activation(),
            tower.layerNormEpsilon());
    constants.put("PATCH", "" + tower.patchSize());
    return constants;
  }

  private static Map<String, String> constants(ModifiedResNet tower) {
    return Map.of("LAYERS", list(tower.layers()), "HEADS", "" + tower.heads());
  }

  private static Map<String, String> constants(ConvNeXt tower) {
    return Map.of("LAYERS", list(tower.layers()), "EPSILON", "" + tower.layerNormEpsilon());
  }

  private static String list(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static Map<String, String> constants(CausalTextTransformer tower) {
    Map<String, String> constants = constants((TextTower) tower);
    constants.put("END_TOKEN", "" + tower.endToken());
    return constants;
  }

  private static Map<String, String> constants(TextTower tower) {
    return transformer(
        tower.width(), tower.layers(), tower.heads(), tower.activation(), tower.layerNormEpsilon());
  }

  private static Map<String, String> transformer(
      int width, int layers, int heads, Activation activation, double epsilon) {
    Map<String, String> constants = new LinkedHashMap<>();
    constants.put("WIDTH", "" + width);
    constants.put("LAYERS", "" + layers);
    constants.put("HEADS", "" + heads);
    constants.put("ACT", '"' + name(activation) + '"');
    constants.put("EPSILON", "" + epsilon);
    return constants;
  }

  /** As products.py knows it. */
  private static String name(Activation activation) {
    return switch (activation) {
      case QUICK_GELU -> "quick_gelu";
      case GELU -> "none";
      case GELU_TANH -> "tanh";
    };
  }

  static String read(String resource, Map<String, String> constants) {
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
