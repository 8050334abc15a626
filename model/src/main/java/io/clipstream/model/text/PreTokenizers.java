package io.clipstream.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.ModelException;
import java.nio.file.Path;

/**
 * The {@code pre_tokenizer} of a {@code tokenizer.json}: those that split at spaces alone, and
 * BERT's, which takes punctuation apart as well.
 */
final class PreTokenizers {
  private static final int MAX_STEPS = 4;

  private PreTokenizers() {}

  /** The section as it is. */
  static JsonNode checked(Path file, JsonNode section) {
    if (!section.isNull()) {
      step(file, section, 0);
    }
    return section;
  }

  private static void step(Path file, JsonNode step, int depth) {
    String type = step.path("type").asText("none");
    boolean fine =
        switch (type) {
          case "Sequence" -> sequence(file, step.path("pretokenizers"), depth);
          case "WhitespaceSplit", "BertPreTokenizer" -> true;
          case "Metaspace" -> step.path("replacement").asText("").length() == 1;
          case "Split" ->
              step.path("pattern").path("String").asText("").length() == 1
                  && step.path("behavior").isTextual();
          default -> false;
        };
    if (!fine) {
      throw new ModelException(
          "file %s: expected a pre_tokenizer that splits at spaces (Metaspace, WhitespaceSplit,"
                  .formatted(file)
              + " Split or BertPreTokenizer), found "
              + Vocabularies.shortened(step.toString()));
    }
  }

  private static boolean sequence(Path file, JsonNode steps, int depth) {
    if (depth > 0 || !steps.isArray() || steps.size() > MAX_STEPS) {
      return false;
    }
    steps.forEach(step -> step(file, step, depth + 1));
    return true;
  }
}
