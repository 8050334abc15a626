package io.clipstream.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code post_processor} of a {@code tokenizer.json}, for the markers that it adds. */
final class PostProcessor {
  private PostProcessor() {}

  static TokenizerSettings.Markers markers(Path file, JsonNode section) {
    String type = section.path("type").asText("none");
    return switch (type) {
      case "none" -> new TokenizerSettings.Markers(List.of(), List.of());
      case "TemplateProcessing" -> template(file, section.path("single"));
      case "RobertaProcessing", "BertProcessing" ->
          new TokenizerSettings.Markers(
              List.of(section.path("cls").path(0).asText()),
              List.of(section.path("sep").path(0).asText()));
      default ->
          throw new ModelException(
              "file %s: post_processor is '%s', expected TemplateProcessing"
                  .formatted(file, Vocabularies.shortened(type)));
    };
  }

  private static TokenizerSettings.Markers template(Path file, JsonNode single) {
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    int texts = 0;
    for (JsonNode part : single) {
      if (part.has("Sequence")) {
        texts++;
      } else {
        (texts == 0 ? before : after).add(part.path("SpecialToken").path("id").asText());
      }
    }
    if (texts != 1) {
      throw new ModelException(
          "file %s: post_processor.single has the text %d times, expected once"
              .formatted(file, texts));
    }
    return new TokenizerSettings.Markers(before, after);
  }
}
