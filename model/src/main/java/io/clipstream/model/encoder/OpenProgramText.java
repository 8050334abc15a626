package io.clipstream.model.encoder;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.ImagePooling;
import io.clipstream.model.OpenTextTransformer;
import io.clipstream.model.OpenVisionTransformer;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The programs of towers that OpenCLIP describes: which files they are made of. */
final class OpenProgramText {
  private OpenProgramText() {}

  /** What towers with layer scale call, if there is such a one. */
  static Stream<String> shared(ClipConfig config) {
    boolean image =
        config.image() instanceof OpenVisionTransformer || config.image() instanceof ConvNeXt;
    boolean text = config.text() instanceof OpenTextTransformer;
    return Stream.of("layer_scale.py")
        .filter(name -> image || text)
        .map(name -> ProgramText.read(name, Map.of()));
  }

  /**
   * An image tower.
   *
   * @param constants those of a plain one; gets more
   */
  static String of(OpenVisionTransformer tower, Map<String, String> constants) {
    constants.put("POSITIONS", ParameterTable.patchPositions(tower));
    constants.put("NORM_BEFORE", literal(tower.normBefore()));
    String pooling =
        tower
            .pooling()
            .match(positions -> pool(positions, constants), pool -> pool(pool, constants));
    return ProgramText.read("open_vision_transformer.py", constants) + "\n" + pooling;
  }

  private static String pool(ImagePooling.Positions positions, Map<String, String> constants) {
    constants.put("NORM_LAST", literal(positions == ImagePooling.Positions.NORMED_MEAN));
    String file =
        positions == ImagePooling.Positions.CLASS_TOKEN ? "pool_class_token.py" : "pool_mean.py";
    return ProgramText.read(file, constants);
  }

  private static String pool(ImagePooling.Attention pooling, Map<String, String> constants) {
    constants.put("POOL_HEADS", "" + pooling.heads());
    return ProgramText.read("pool_attention.py", constants);
  }

  /**
   * A text tower.
   *
   * @param constants those of any; gets more
   */
  static String of(OpenTextTransformer tower, Map<String, String> constants) {
    constants.put("CAUSAL", literal(tower.causal()));
    String text =
        tower
            .pooling()
            .match(
                position -> at(position.name().toLowerCase(Locale.ROOT), -1, constants),
                end -> at("end", end.id(), constants),
                embedding -> behind(embedding.padding(), constants));
    return text + "\n" + ProgramText.read("text_projection.py", Map.of());
  }

  private static String at(String pooled, int endToken, Map<String, String> constants) {
    constants.put("POOLED", '"' + pooled + '"');
    constants.put("END_TOKEN", "" + endToken);
    return ProgramText.read("open_text_transformer.py", constants);
  }

  private static String behind(int padding, Map<String, String> constants) {
    constants.put("PADDING", "" + padding);
    return ProgramText.read("masked_attention.py", constants)
        + "\n"
        + ProgramText.read("class_text_transformer.py", constants);
  }

  private static String literal(boolean value) {
    return value ? "True" : "False";
  }
}
