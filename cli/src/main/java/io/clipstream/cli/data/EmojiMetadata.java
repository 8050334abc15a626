package io.clipstream.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the packages say of emoji in words.
 *
 * @param archives by the package's name
 */
record EmojiMetadata(Map<String, Path> archives) {
  private static final String ENGLISH = "en";
  private static final String NAMES = "cldr-annotations-full";
  private static final String DERIVED = "cldr-annotations-derived-full";
  private static final Pattern LANGUAGE = Pattern.compile("package/annotations/([^/]+)/.*");

  /** The concepts, by id. */
  Map<String, Concept> concepts() throws IOException {
    return EmojiCatalogue.read(data(), messages(), annotations(ENGLISH));
  }

  /**
   * What concepts may be called besides.
   *
   * @param languages in which they are named too, as CLDR calls them
   * @param kinds by emojibase's subgroup; empty for none
   * @throws DataException if there are no names in a language
   */
  MoreNames moreNames(
      Map<String, Concept> concepts, List<String> languages, Map<String, String> kinds)
      throws IOException {
    MoreNames names = MoreNames.ofKinds(concepts, EmojiCatalogue.kinds(data(), messages(), kinds));
    for (String language : languages) {
      names = names.with(EmojiCatalogue.names(annotations(language)));
    }
    return names;
  }

  private String data() throws IOException {
    return emojibase("data.json");
  }

  private String messages() throws IOException {
    return emojibase("messages.json");
  }

  private String emojibase(String file) throws IOException {
    String path = "package/en/" + file;
    return Archives.text(Archives.readTgz(archives.get("emojibase-data"), path::equals), path);
  }

  private List<String> annotations(String language) throws IOException {
    Map<String, byte[]> found = new HashMap<>();
    String path = "package/annotations/" + language + "/annotations.json";
    String derived = "package/annotationsDerived/" + language + "/annotations.json";
    found.putAll(Archives.readTgz(archives.get(NAMES), path::equals));
    if (found.isEmpty()) {
      throw new DataException(
          "language is '" + language + "', expected one that CLDR has names in: " + languages());
    }
    found.putAll(Archives.readTgz(archives.get(DERIVED), derived::equals));
    return found.containsKey(derived)
        ? List.of(Archives.text(found, path), Archives.text(found, derived))
        : List.of(Archives.text(found, path));
  }

  private String languages() throws IOException {
    TreeSet<String> languages = new TreeSet<>();
    for (String path :
        Archives.readTgz(archives.get(NAMES), LANGUAGE.asMatchPredicate()).keySet()) {
      Matcher matcher = LANGUAGE.matcher(path);
      if (matcher.matches()) {
        languages.add(matcher.group(1));
      }
    }
    return String.join(", ", languages);
  }
}
