package io.clipstream.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code text_cfg} of the OpenCLIP layout says of a tokenizer. The encoders have no use for
 * it, but what is written keeps it: texts are cleaned by it, and the other layout has no place for
 * that.
 */
final class OpenClipTokenizer {
  static final String[] KEYS = {"hf_tokenizer_name", "tokenizer_kwargs"};

  private OpenClipTokenizer() {}

  /**
   * The values by key, as they stand there.
   *
   * @return empty where the directory is in another layout, or its configuration says nothing
   * @throws io.clipstream.model.ModelException if the configuration cannot be read
   */
  static Map<String, JsonNode> read(Path dir) {
    Path file = dir.resolve(OpenClipConfig.FILE);
    if (!Files.isRegularFile(file) || Layout.HUGGING_FACE.hasWeights(dir)) {
      return Map.of();
    }
    Settings root = Settings.read(file, "", new HashMap<>());
    Settings text = root.section("model_cfg", "").section("text_cfg", "");
    Map<String, JsonNode> said = new TreeMap<>();
    for (String key : KEYS) {
      text.json(key).ifPresent(value -> said.put(key, value));
    }
    return said;
  }
}
