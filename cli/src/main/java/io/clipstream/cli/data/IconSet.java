package io.clipstream.cli.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A set of icons in iconify's JSON format: SVG fragments by name, and aliases of them. */
final class IconSet {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode set;

  /**
   * @throws DataException if {@code json} is no JSON
   */
  IconSet(String json) {
    try {
      set = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new DataException("icon set is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The names of the icons, without aliases, in the order of the set. */
  List<String> names() {
    return set.path("icons").properties().stream().map(Map.Entry::getKey).toList();
  }

  /** The icon called {@code name} as a whole SVG document; empty if there is none. */
  Optional<String> svg(String name) {
    Set<String> seen = new HashSet<>();
    StringBuilder transforms = new StringBuilder();
    String icon = name;
    while (!set.path("icons").has(icon)) {
      JsonNode alias = set.path("aliases").path(icon);
      if (alias.isMissingNode() || !seen.add(icon)) {
        return Optional.empty();
      }
      transforms.append(transform(alias));
      icon = alias.path("parent").asText();
    }
    return Optional.of(document(set.path("icons").get(icon), transforms.toString()));
  }

  /** An alias may mirror or turn its parent; left is not right, so this must not be lost. */
  private String transform(JsonNode alias) {
    int width = number(alias, "width", 16);
    int height = number(alias, "height", 16);
    String transform = "";
    if (alias.path("hFlip").asBoolean()) {
      transform += "translate(" + width + " 0) scale(-1 1) ";
    }
    if (alias.path("vFlip").asBoolean()) {
      transform += "translate(0 " + height + ") scale(1 -1) ";
    }
    int turns = alias.path("rotate").asInt(0);
    if (turns != 0) {
      transform += "rotate(" + turns * 90 + " " + width / 2.0 + " " + height / 2.0 + ") ";
    }
    return transform;
  }

  private String document(JsonNode icon, String transforms) {
    String box =
        number(icon, "left", 0)
            + " "
            + number(icon, "top", 0)
            + " "
            + number(icon, "width", 16)
            + " "
            + number(icon, "height", 16);
    String body = icon.path("body").asText();
    String turned =
        transforms.isEmpty() ? body : "<g transform=\"" + transforms + "\">" + body + "</g>";
    return "<svg xmlns=\"http://www.w3.org/2000/svg\""
        + " xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\""
        + box
        + "\">"
        + turned
        + "</svg>";
  }

  private int number(JsonNode icon, String field, int otherwise) {
    return icon.path(field).asInt(set.path(field).asInt(otherwise));
  }
}
