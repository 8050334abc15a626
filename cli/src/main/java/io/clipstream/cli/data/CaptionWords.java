package io.clipstream.cli.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The words of the captions that are learnt from.
 *
 * @param uses in how many pictures' captions a word occurs, in lower case
 * @param names what pictures show, in lower case
 */
record CaptionWords(Map<String, Integer> uses, Set<String> names) {
  CaptionWords {
    uses = Map.copyOf(uses);
    names = Set.copyOf(names);
  }

  /** Of tables of captions that were written before. */
  static CaptionWords of(List<Path> tables) throws IOException {
    Map<String, Integer> uses = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (Path table : tables) {
      try (Stream<String> lines = Files.lines(table)) {
        lines.skip(1).map(line -> line.split("\t")).forEach(row -> add(row, uses, names));
      }
    }
    return new CaptionWords(uses, names);
  }

  private static void add(String[] row, Map<String, Integer> uses, Set<String> names) {
    names.add(row[1].toLowerCase(Locale.ROOT));
    String all = String.join(" ", List.of(row).subList(1, row.length));
    WordNet.words(all).forEach(word -> uses.merge(word, 1, Integer::sum));
  }

  boolean has(String word) {
    return uses.containsKey(word);
  }
}
