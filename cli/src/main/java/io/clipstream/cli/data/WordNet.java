package io.clipstream.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The nouns of WordNet (Fellbaum 1998, "WordNet: An Electronic Lexical Database"): groups of words
 * of one meaning, with a definition and the groups of broader meaning.
 *
 * @param synsets by where the file has them, in its order
 * @param ranks how common a sense of a word is among its senses, 1 for the first, by word and
 *     synset
 * @param uses in how many definitions a word occurs, which says how common it is
 */
record WordNet(Map<Integer, Synset> synsets, Map<Sense, Integer> ranks, Map<String, Integer> uses) {
  private static final String FOLDER = "package/dict/";
  private static final List<String> DEFINED = List.of("noun", "verb", "adj", "adv");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-z]+");
  private static final int HEXADECIMAL = 16;

  /** A word as one of its meanings; words are as the files have them, with underscores. */
  record Sense(String word, int synset) {}

  /**
   * Words of one meaning.
   *
   * @param domain the number of the lexicographers' file: 5 animals, 6 artifacts, and so on
   * @param broader hypernyms, the nearest first
   */
  record Synset(int domain, List<String> words, List<Integer> broader, String definition) {
    Synset {
      words = List.copyOf(words);
      broader = List.copyOf(broader);
    }
  }

  /** From the npm package that has the files of a release. */
  static WordNet read(Path archive) throws IOException {
    Map<String, byte[]> files = Archives.readTgz(archive, name -> name.startsWith(FOLDER));
    Map<String, String> definitions = new LinkedHashMap<>();
    for (String part : DEFINED) {
      definitions.put(part, Archives.text(files, FOLDER + "data." + part));
    }
    return read(definitions, Archives.text(files, FOLDER + "index.sense"));
  }

  /**
   * @param definitions texts of {@code data.noun} and others, by part of speech
   * @param senses text of {@code index.sense}
   */
  static WordNet read(Map<String, String> definitions, String senses) {
    Map<Integer, Synset> synsets = new LinkedHashMap<>();
    definitions
        .get("noun")
        .lines()
        .filter(WordNet::isEntry)
        .forEach(line -> synsets.put(Integer.valueOf(line.split(" ", 2)[0]), synset(line)));
    Map<String, Integer> uses = new HashMap<>();
    definitions
        .values()
        .forEach(
            text ->
                text.lines()
                    .filter(WordNet::isEntry)
                    .forEach(
                        line -> words(said(line)).forEach(w -> uses.merge(w, 1, Integer::sum))));
    return new WordNet(synsets, ranks(senses), uses);
  }

  /** The licence at the head of a file is indented. */
  private static boolean isEntry(String line) {
    return !line.startsWith(" ") && line.contains(" | ");
  }

  private static String said(String line) {
    return line.substring(line.indexOf('|') + 1).strip();
  }

  static Set<String> words(String text) {
    Set<String> words = new HashSet<>(List.of(BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT))));
    words.remove("");
    return words;
  }

  /** {@code offset domain n words {word id}... pointers {symbol offset pos fields}... | text}. */
  private static Synset synset(String line) {
    String[] fields = line.substring(0, line.indexOf('|')).split(" ");
    int count = Integer.parseInt(fields[3], HEXADECIMAL);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(fields[4 + 2 * i]);
    }
    List<Integer> broader = new ArrayList<>();
    int at = 4 + 2 * count;
    for (int i = 0; i < Integer.parseInt(fields[at]); i++) {
      String symbol = fields[at + 1 + 4 * i];
      if (symbol.equals("@") || symbol.equals("@i")) {
        broader.add(Integer.valueOf(fields[at + 2 + 4 * i]));
      }
    }
    String text = said(line);
    int example = text.indexOf("; \"");
    return new Synset(
        Integer.parseInt(fields[1]),
        words,
        broader,
        example < 0 ? text : text.substring(0, example));
  }

  /** {@code word%1:... offset rank tagged}; 1 is for nouns. */
  private static Map<Sense, Integer> ranks(String text) {
    Map<Sense, Integer> ranks = new HashMap<>();
    for (String line : text.lines().toList()) {
      String[] fields = line.split(" ");
      int end = fields[0].indexOf('%');
      if (fields[0].charAt(end + 1) == '1') {
        Sense sense = new Sense(fields[0].substring(0, end), Integer.parseInt(fields[1]));
        ranks.put(sense, Integer.valueOf(fields[2]));
      }
    }
    return ranks;
  }

  /** How common a sense is among the word's; a large number if it is none of its senses. */
  int rank(String word, int synset) {
    return ranks.getOrDefault(new Sense(word, synset), Integer.MAX_VALUE);
  }

  /** Whether each word of a term occurs in so many definitions. */
  boolean isUsed(String term, int times) {
    return words(term).stream().allMatch(word -> uses.getOrDefault(word, 0) >= times);
  }
}
