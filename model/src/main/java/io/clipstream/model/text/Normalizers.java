package io.clipstream.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.ModelException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code normalizer} of a {@code tokenizer.json}: the steps that models of these kinds have.
 * None of those let through can make a text longer by more than a few times, or take longer than
 * its length: patterns are one character or one class of them, with or without a repetition.
 */
final class Normalizers {
  private static final int MAX_STEPS = 16;
  private static final Pattern ONE_CLASS =
      Pattern.compile("( |\\\\s|\\[(?:[^\\[\\]\\\\&]|\\\\.){1,200}])(\\+|\\{\\d{1,2},})?");

  private Normalizers() {}

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
          case "Sequence" -> sequence(file, step.path("normalizers"), depth);
          case "Lowercase", "NFC", "NFKC", "Nmt" -> true;
          case "Strip" ->
              step.path("strip_left").isBoolean() && step.path("strip_right").isBoolean();
          case "BertNormalizer" ->
              Stream.of("clean_text", "handle_chinese_chars", "lowercase")
                      .allMatch(flag -> step.path(flag).isBoolean())
                  && (step.path("strip_accents").isBoolean()
                      || step.path("strip_accents").isNull());
          case "Prepend" -> oneCharacter(step.path("prepend"));
          case "Replace" -> oneCharacter(step.path("content")) && pattern(step.path("pattern"));
          case "Precompiled" -> charsMap(file, step.path("precompiled_charsmap"));
          default -> false;
        };
    if (!fine) {
      throw new ModelException(
          "file %s: expected a normalizer as SentencePiece models have it, or BERT's, found %s"
              .formatted(file, Vocabularies.shortened(step.toString())));
    }
  }

  private static boolean sequence(Path file, JsonNode steps, int depth) {
    if (depth > 0 || !steps.isArray() || steps.size() > MAX_STEPS) {
      return false;
    }
    steps.forEach(step -> step(file, step, depth + 1));
    return true;
  }

  /** Or none: what stands in for something is never longer than it. */
  private static boolean oneCharacter(JsonNode text) {
    return text.isTextual() && text.textValue().codePointCount(0, text.textValue().length()) <= 1;
  }

  private static boolean pattern(JsonNode pattern) {
    String literal = pattern.path("String").asText("");
    String regex = pattern.path("Regex").asText("");
    return pattern.size() == 1
        && (literal.codePointCount(0, literal.length()) == 1 || ONE_CLASS.matcher(regex).matches());
  }

  private static boolean charsMap(Path file, JsonNode map) {
    if (map.isNull()) {
      return false;
    }
    try {
      CharsMap.check(file, Base64.getDecoder().decode(map.asText()));
      return true;
    } catch (IllegalArgumentException e) {
      throw new ModelException("file %s: precompiled_charsmap is no base64".formatted(file), e);
    }
  }
}
