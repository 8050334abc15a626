package io.clipstream.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A glossary of common words for things, from WordNet: its definition in short, what kind of thing
 * it is in words that captions have, things of the kind that captions name, other names. So a text
 * encoder learns where a word belongs of which no picture was shown.
 */
final class GlossaryTable {
  /** Animals, artifacts, the body, food, natural objects, people, phenomena, plants, shapes. */
  private static final Set<Integer> THINGS = Set.of(5, 6, 8, 13, 17, 18, 19, 20, 25);

  /** Of which WordNet has many rare ones: people and plants. */
  private static final Set<Integer> MANY = Set.of(18, 20);

  private static final Set<String> SAY_NOTHING =
      Set.of(
          "entity",
          "thing",
          "object",
          "whole",
          "unit",
          "artifact",
          "living",
          "organism",
          "matter",
          "substance",
          "part",
          "group",
          "piece",
          "item",
          "causal",
          "physical",
          "being",
          "cause");

  private static final int COMMON_SENSES = 2;
  private static final int MIN_USES = 2;
  private static final int MIN_USES_OF_MANY = 3;
  private static final int MIN_CAPTIONS = 3;
  private static final int MAX_STEPS_UP = 5;
  private static final int MAX_WORDS = 9;
  private static final int MAX_OTHERS = 2;

  private final WordNet wordNet;
  private final Map<String, Integer> captions;
  private final Map<Integer, List<Integer>> narrower = new HashMap<>();
  private final Set<Integer> named;

  /**
   * @param captions whose words say what kind a thing is
   */
  GlossaryTable(WordNet wordNet, CaptionWords captions) {
    this.wordNet = wordNet;
    this.captions = captions.uses();
    wordNet
        .synsets()
        .forEach(
            (id, synset) ->
                synset
                    .broader()
                    .forEach(up -> narrower.computeIfAbsent(up, k -> new ArrayList<>()).add(id)));
    this.named = named(captions.names());
  }

  private Set<Integer> named(Set<String> names) {
    Set<String> all = names.stream().map(n -> n.replace(' ', '_')).collect(Collectors.toSet());
    captions.forEach(
        (word, count) -> {
          if (count >= MIN_CAPTIONS) {
            all.add(word);
          }
        });
    Set<Integer> ids = new HashSet<>();
    wordNet
        .ranks()
        .forEach(
            (sense, rank) -> {
              if (rank <= COMMON_SENSES && all.contains(sense.word())) {
                ids.add(sense.synset());
              }
            });
    return ids;
  }

  /** Writes {@code term<TAB>meaning...}; the number of terms. */
  int write(Path file) throws IOException {
    try (TsvFile table = new TsvFile(file, "term", "meaning")) {
      for (Map.Entry<Integer, WordNet.Synset> entry : wordNet.synsets().entrySet()) {
        for (List<String> row : rows(entry.getKey(), entry.getValue())) {
          table.add(row);
        }
      }
      return table.rows();
    }
  }

  private List<List<String>> rows(int id, WordNet.Synset synset) {
    List<String> words = synset.words().stream().filter(w -> isTerm(w, id, synset)).toList();
    List<String> kinds = words.isEmpty() ? List.of() : kinds(synset);
    List<List<String>> rows = new ArrayList<>();
    if (!kinds.isEmpty()) {
      for (String word : words) {
        List<String> row = new ArrayList<>(List.of(spoken(word)));
        row.addAll(meanings(word, id, synset, kinds));
        rows.add(row);
      }
    }
    return rows;
  }

  private boolean isTerm(String word, int id, WordNet.Synset synset) {
    boolean many = MANY.contains(synset.domain());
    return THINGS.contains(synset.domain())
        && isPlain(word)
        && wordNet.rank(word, id) <= (many ? 1 : COMMON_SENSES)
        && wordNet.isUsed(word, many ? MIN_USES_OF_MANY : MIN_USES)
        && !(many && word.contains("_"));
  }

  /** One word or two, and no proper name. */
  private static boolean isPlain(String word) {
    return word.matches("[a-z-]+(_[a-z-]+)?");
  }

  private static String spoken(String word) {
    return word.replace('_', ' ');
  }

  /** The nearest two kinds of thing that captions have words for; none if that is far up. */
  private List<String> kinds(WordNet.Synset synset) {
    List<String> kinds = new ArrayList<>();
    WordNet.Synset at = synset;
    for (int step = 1; kinds.size() < 2 && !at.broader().isEmpty(); step++) {
      at = wordNet.synsets().get(at.broader().get(0));
      Optional<String> word = captioned(at);
      if (word.isEmpty() && kinds.isEmpty() && step == MAX_STEPS_UP) {
        return List.of();
      }
      word.ifPresent(kinds::add);
    }
    return kinds;
  }

  /** A word of the synset that captions have. */
  private Optional<String> captioned(WordNet.Synset synset) {
    return synset.words().stream()
        .filter(GlossaryTable::isPlain)
        .filter(
            word ->
                WordNet.words(word).stream()
                    .allMatch(
                        part ->
                            captions.getOrDefault(part, 0) >= MIN_CAPTIONS
                                && !SAY_NOTHING.contains(part)))
        .map(GlossaryTable::spoken)
        .findFirst();
  }

  private Set<String> meanings(String word, int id, WordNet.Synset synset, List<String> kinds) {
    Set<String> meanings = new LinkedHashSet<>();
    meanings.add(shortened(synset.definition()));
    meanings.add(kinds.get(0));
    meanings.add(String.join(", ", kinds));
    alike(id, synset).limit(MAX_OTHERS).forEach(other -> meanings.add(kinds.get(0) + ", " + other));
    synset.words().stream()
        .filter(other -> wordNet.isUsed(other, MIN_USES))
        .map(GlossaryTable::spoken)
        .filter(other -> !other.equals(spoken(word)))
        .limit(MAX_OTHERS)
        .forEach(meanings::add);
    meanings.remove("");
    meanings.remove(spoken(word));
    return meanings;
  }

  /** Things of the same kind that captions name. */
  private Stream<String> alike(int id, WordNet.Synset synset) {
    return synset.broader().stream()
        .flatMap(up -> narrower.getOrDefault(up, List.of()).stream())
        .filter(other -> other != id && named.contains(other))
        .flatMap(other -> captioned(wordNet.synsets().get(other)).stream());
  }

  private static String shortened(String definition) {
    String first = definition.replaceAll("\\([^)]*\\)", "").split("[;:]", 2)[0].strip();
    return Stream.of(first.split("\\s+")).limit(MAX_WORDS).collect(Collectors.joining(" "));
  }
}
