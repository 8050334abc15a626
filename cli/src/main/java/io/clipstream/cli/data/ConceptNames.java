package io.clipstream.cli.data;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds concepts by their English names in other people's titles: whole words, either number. */
final class ConceptNames {
  private static final String FACE = " face";

  private final Map<String, Concept> byName = new HashMap<>();
  private final List<String> tested;
  private final List<String> validated;

  ConceptNames(Collection<Concept> concepts) {
    concepts.forEach(concept -> byName.put(words(concept.label()), concept));
    tested = names(concepts, HoldOut::tested);
    validated = names(concepts, HoldOut::validated);
  }

  private static List<String> names(Collection<Concept> concepts, Predicate<Concept> which) {
    return concepts.stream().filter(which).flatMap(concept -> names(concept).stream()).toList();
  }

  /** A tiger's face and a tiger are too close to call one of them unseen. */
  private static List<String> names(Concept concept) {
    String name = words(concept.label());
    boolean animalFace = name.endsWith(FACE) && concept.group().startsWith("animals");
    return animalFace
        ? List.of(name, name.substring(0, name.length() - FACE.length()))
        : List.of(name);
  }

  /** The concept that {@code text} is the name of, as a whole. */
  Optional<Concept> named(String text) {
    return Optional.ofNullable(byName.get(words(text)));
  }

  /** Whether {@code text} names a concept that is kept for the test. */
  boolean mentionsTested(String text) {
    return mentions(text, tested);
  }

  /** Whether {@code text} names a concept that is kept for the test or for choosing settings. */
  boolean mentionsKept(String text) {
    return mentions(text, tested) || mentions(text, validated);
  }

  private static boolean mentions(String text, List<String> names) {
    String padded = " " + words(text) + " ";
    return names.stream().anyMatch(name -> padded.contains(" " + name + " "));
  }

  /** Lower case, letters and digits only, every word in the singular. */
  private static String words(String text) {
    return String.join(" ", singulars(text));
  }

  /** The words of a text in lower case, every one in the singular. */
  static List<String> singulars(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[’']", "");
    return Stream.of(plain.split("[^a-z0-9]+"))
        .filter(word -> !word.isEmpty())
        .map(ConceptNames::singular)
        .toList();
  }

  static String singular(String word) {
    if (word.length() < 4 || word.endsWith("ss") || word.endsWith("us")) {
      return word;
    }
    if (word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.matches(".*(ch|sh|x|ss|o)es")) {
      return word.substring(0, word.length() - 2);
    }
    return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }
}
