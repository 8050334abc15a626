package io.clipstream.dashboard.labels;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.Scoring;
import io.javalin.http.BadRequestResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Label sets as the page has them: the schema's fields by their names. */
final class LabelSetJson {
  private LabelSetJson() {}

  static Map<String, Object> of(LabelSet set) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", set.getId());
    fields.put("revision", set.getRevision());
    fields.put("hash", LabelSets.contentHash(set));
    fields.put("labels", set.getLabels().stream().map(LabelSetJson::label).toList());
    fields.put("templates", set.getTemplates());
    fields.put("scoring", set.getScoring().name());
    fields.put("backgroundPrompts", set.getBackgroundPrompts());
    fields.put("description", set.getDescription());
    fields.put("updatedBy", set.getUpdatedBy());
    fields.put("updatedAt", set.getUpdatedAt() == null ? null : set.getUpdatedAt().toEpochMilli());
    return fields;
  }

  private static Map<String, Object> label(Label label) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", label.getName());
    fields.put("prompts", label.getPrompts());
    fields.put("threshold", label.getThreshold());
    fields.put("action", label.getAction().name());
    fields.put("parent", label.getParent());
    return fields;
  }

  /**
   * The label set that somebody drafts; its revision is 1 and of nobody. What it says is not
   * checked here.
   *
   * @throws BadRequestResponse if fields are missing or of another type
   */
  static LabelSet read(JsonNode node) {
    if (node == null || !node.isObject()) {
      throw new BadRequestResponse("'set' is no label set, expected an object");
    }
    List<Label> labels = new ArrayList<>();
    for (JsonNode label : list(node, "labels")) {
      labels.add(readLabel(label, "label " + (labels.size() + 1)));
    }
    return LabelSet.newBuilder()
        .setId(text(node, "id", "the label set"))
        .setRevision(1)
        .setLabels(labels)
        .setTemplates(texts(node, "templates"))
        .setScoring(symbol(Scoring.class, text(node, "scoring", "the label set"), "scoring"))
        .setBackgroundPrompts(texts(node, "backgroundPrompts"))
        .setDescription(textOrNull(node, "description"))
        .build();
  }

  private static Label readLabel(JsonNode node, String what) {
    JsonNode threshold = node.path("threshold");
    if (!threshold.isNumber()) {
      throw new BadRequestResponse("threshold of " + what + " is no number, expected 0 to 1");
    }
    return new Label(
        text(node, "name", what),
        texts(node, "prompts"),
        threshold.floatValue(),
        symbol(Action.class, text(node, "action", what), "action of " + what),
        textOrNull(node, "parent"));
  }

  private static JsonNode list(JsonNode node, String field) {
    JsonNode list = node.path(field);
    if (!list.isArray()) {
      throw new BadRequestResponse("'" + field + "' is no list, expected one");
    }
    return list;
  }

  private static List<String> texts(JsonNode node, String field) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : list(node, field)) {
      if (!text.isTextual()) {
        throw new BadRequestResponse("an item of '" + field + "' is no text, expected texts");
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  private static String text(JsonNode node, String field, String what) {
    JsonNode text = node.path(field);
    if (!text.isTextual()) {
      throw new BadRequestResponse("'" + field + "' of " + what + " is no text, expected one");
    }
    return text.textValue();
  }

  private static String textOrNull(JsonNode node, String field) {
    String text = node.path(field).asText("");
    return node.path(field).isNull() || text.isEmpty() ? null : text;
  }

  private static <E extends Enum<E>> E symbol(Class<E> type, String name, String what) {
    return Arrays.stream(type.getEnumConstants())
        .filter(symbol -> symbol.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadRequestResponse(
                    "%s is %s, expected one of %s"
                        .formatted(
                            what, Quoting.quote(name), Arrays.toString(type.getEnumConstants()))));
  }
}
