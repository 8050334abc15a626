package io.clipstream.cli.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an icon's name says that it shows. A name counts if people know all of its words from the
 * emoji's names and keywords, and none of them is of user interfaces.
 */
final class IconTitles {
  private static final int MOST_WORDS = 4;

  private final Set<String> known;
  private final Set<String> cut;
  private final Set<String> unused;

  /**
   * @param concepts whose names and keywords are known
   */
  IconTitles(Collection<Concept> concepts, Sources sources) {
    this.known =
        concepts.stream()
            .flatMap(
                concept -> Stream.concat(Stream.of(concept.label()), concept.keywords().stream()))
            .flatMap(text -> ConceptNames.singulars(text).stream())
            .collect(Collectors.toUnmodifiableSet());
    this.cut = Set.of(sources.cut().strip().split("\\s+"));
    this.unused = Set.of(sources.unused().strip().split("\\s+"));
  }

  /** The words of an icon's name, for example {@code hot dog} for {@code hot-dog-2-fill}. */
  Optional<String> of(String icon) {
    List<String> words =
        new ArrayList<>(List.of(icon.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")));
    while (!words.isEmpty() && isStyle(words.get(words.size() - 1))) {
      words.remove(words.size() - 1);
    }
    boolean isUsable =
        !words.isEmpty()
            && words.size() <= MOST_WORDS
            && words.stream().allMatch(word -> isOfThings(ConceptNames.singular(word)));
    return isUsable ? Optional.of(String.join(" ", words)) : Optional.empty();
  }

  private boolean isStyle(String word) {
    return word.matches("\\d+(px)?") || cut.contains(word);
  }

  private boolean isOfThings(String word) {
    return word.length() > 1 && known.contains(word) && !unused.contains(word);
  }
}
