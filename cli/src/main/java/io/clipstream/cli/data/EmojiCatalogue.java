package io.clipstream.cli.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The concepts behind the emoji, from the metadata packages: names and groups from emojibase,
 * keywords from the Unicode CLDR annotations. Flags and the bare components (skin tones, hair) are
 * left out, and so are skin tone variants.
 */
final class EmojiCatalogue {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> UNUSED_GROUPS = Set.of("component", "flags");
  private static final int VARIATION_SELECTOR = 0xfe0f;

  private EmojiCatalogue() {}

  /**
   * Concepts by id, in the standard's order.
   *
   * @param emoji emojibase's {@code en/data.json}
   * @param messages emojibase's {@code en/messages.json}
   * @param annotations CLDR's annotations and derived annotations of English
   */
  static Map<String, Concept> read(String emoji, String messages, List<String> annotations) {
    Map<Integer, String> groups = groups(parse(messages));
    Map<String, List<String>> keywords = new TreeMap<>();
    annotations.forEach(a -> addKeywords(parse(a), keywords));
    List<JsonNode> entries = new ArrayList<>();
    parse(emoji).forEach(entries::add);
    entries.sort(java.util.Comparator.comparingInt(e -> e.path("order").asInt(0)));
    Map<String, Concept> concepts = new LinkedHashMap<>();
    for (JsonNode entry : entries) {
      String group = groups.get(entry.path("group").asInt(-1));
      if (group != null) {
        String id = id(entry.path("hexcode").asText());
        List<String> words = keywords.getOrDefault(id, List.of());
        concepts.put(id, new Concept(id, entry.path("label").asText(), words, group));
      }
    }
    return concepts;
  }

  /** The id of an emoji given as hex code points joined by '-', in any of the sets' spellings. */
  static String id(String hexCodePoints) {
    return List.of(hexCodePoints.split("-")).stream()
        .map(point -> Integer.parseInt(point, 16))
        .filter(point -> point != VARIATION_SELECTOR)
        .map(Integer::toHexString)
        .collect(Collectors.joining("-"));
  }

  private static Map<Integer, String> groups(JsonNode messages) {
    Map<Integer, String> groups = new TreeMap<>();
    for (JsonNode group : messages.path("groups")) {
      if (!UNUSED_GROUPS.contains(group.path("key").asText())) {
        groups.put(group.path("order").asInt(), group.path("message").asText());
      }
    }
    return groups;
  }

  /**
   * What kind of thing each concept is, by id.
   *
   * @param kinds by the key of emojibase's subgroup; concepts of others have none
   */
  static Map<String, String> kinds(String emoji, String messages, Map<String, String> kinds) {
    Map<Integer, String> byOrder = new TreeMap<>();
    for (JsonNode subgroup : parse(messages).path("subgroups")) {
      String kind = kinds.get(subgroup.path("key").asText());
      if (kind != null) {
        byOrder.put(subgroup.path("order").asInt(), kind);
      }
    }
    Map<String, String> found = new TreeMap<>();
    for (JsonNode entry : parse(emoji)) {
      String kind = byOrder.get(entry.path("subgroup").asInt(-1));
      if (kind != null) {
        found.put(id(entry.path("hexcode").asText()), kind);
      }
    }
    return found;
  }

  /** Names by id, from CLDR's annotations and derived annotations of one language. */
  static Map<String, String> names(List<String> annotations) {
    Map<String, String> names = new TreeMap<>();
    for (String file : annotations) {
      for (Map.Entry<String, JsonNode> entry : entries(parse(file))) {
        JsonNode name = entry.getValue().path("tts").path(0);
        if (name.isTextual()) {
          names.put(idOfText(entry.getKey()), name.asText());
        }
      }
    }
    return names;
  }

  private static Set<Map.Entry<String, JsonNode>> entries(JsonNode file) {
    JsonNode top =
        file.has("annotations") ? file.get("annotations") : file.path("annotationsDerived");
    return top.path("annotations").properties();
  }

  private static void addKeywords(JsonNode file, Map<String, List<String>> into) {
    for (Map.Entry<String, JsonNode> entry : entries(file)) {
      List<String> words = new ArrayList<>();
      entry.getValue().path("default").forEach(word -> words.add(word.asText()));
      into.put(idOfText(entry.getKey()), words);
    }
  }

  private static String idOfText(String text) {
    return text.codePoints()
        .filter(point -> point != VARIATION_SELECTOR)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining("-"));
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new DataException("emoji metadata is no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
