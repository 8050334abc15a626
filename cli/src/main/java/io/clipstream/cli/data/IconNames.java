package io.clipstream.cli.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an emoji's icon is called in iconify's sets. Newer sets carry a table by code point; in the
 * older ones the name follows from the emoji's English name, with the exceptions in {@code
 * icon-names.tsv}.
 */
final class IconNames {
  private static final String SOMETHING_ELSE = "-";

  private final Map<String, Map<String, String>> exceptions = new HashMap<>();

  private IconNames() {}

  /** The exceptions that ship with this program. */
  static IconNames shipped() {
    IconNames names = new IconNames();
    Resources.table("icon-names.tsv").forEach(names::add);
    return names;
  }

  private void add(String[] fields) {
    exceptions.computeIfAbsent(fields[0], set -> new HashMap<>()).put(fields[1], fields[2]);
  }

  /**
   * The names of one set.
   *
   * @param chars the set's {@code chars.json}: icon name by code points; empty in older sets
   */
  Of of(String set, String chars) {
    try {
      JsonNode table = new ObjectMapper().readTree(chars);
      Map<String, String> byId = new HashMap<>();
      for (Map.Entry<String, JsonNode> entry : table.properties()) {
        byId.put(EmojiCatalogue.id(entry.getKey()), entry.getValue().asText());
      }
      return new Of(byId, exceptions.getOrDefault(set, Map.of()));
    } catch (JsonProcessingException e) {
      throw new DataException(set + ": chars.json is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The names of one set.
   *
   * @param table icon names by emoji id
   * @param exceptions icon names by emoji id that the rule does not give
   */
  record Of(Map<String, String> table, Map<String, String> exceptions) {
    /** What the icon may be called, the likeliest first; empty if the set has no such icon. */
    List<String> candidates(Concept concept) {
      String exception = exceptions.get(concept.id());
      if (exception != null) {
        return exception.equals(SOMETHING_ELSE) ? List.of() : List.of(exception);
      }
      String listed = table.get(concept.id());
      String rule = slug(concept.label());
      return listed == null ? List.of(rule) : List.of(listed, rule);
    }
  }

  private static String slug(String label) {
    String words = label.toLowerCase(Locale.ROOT).replaceAll("[’']", "");
    return words.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
