package io.clipstream.model.text;

import io.clipstream.model.text.BytePairTrainer.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes words one piece each that a learnt vocabulary cuts. The merges that they lack come after
 * all others, from left to right, so that what was one piece stays one.
 */
final class WholeWords {
  private final List<String> pieces;
  private final Set<String> known;
  private final List<Merge> merges = new ArrayList<>();
  private final Map<Merge, Integer> ranks = new HashMap<>();

  private WholeWords(Vocabulary learned) {
    this.pieces = new ArrayList<>(learned.pieces().subList(0, learned.size() - 2));
    this.known = new HashSet<>(pieces);
    learned.merges().forEach(pair -> add(new Merge(pair.get(0), pair.get(1))));
  }

  /**
   * The vocabulary with as many of the words as there is room for, those in front first.
   *
   * @param words as a tokenizer sees them; what it takes for several words, or none, is passed over
   * @param size ids at most, all included
   */
  static Vocabulary in(Vocabulary learned, Iterable<String> words, int size) {
    WholeWords whole = new WholeWords(learned);
    for (String word : words) {
      List<String> parts = WordSplitter.split(TextCleaner.clean(word));
      if (parts.size() == 1) {
        whole.complete(parts.get(0), size - 2);
      }
    }
    return Vocabulary.of(whole.pieces, whole.merges);
  }

  private void add(Merge merge) {
    ranks.putIfAbsent(merge, merges.size());
    merges.add(merge);
    if (known.add(merge.merged())) {
      pieces.add(merge.merged());
    }
  }

  private void complete(String word, int room) {
    List<String> symbols = encoded(word);
    if (pieces.size() + symbols.size() - 1 <= room) {
      String whole = symbols.get(0);
      for (String next : symbols.subList(1, symbols.size())) {
        add(new Merge(whole, next));
        whole += next;
      }
    }
  }

  /** A word's pieces by the merges so far. */
  private List<String> encoded(String word) {
    List<String> symbols = symbols(word);
    for (int at = first(symbols); at >= 0; at = first(symbols)) {
      join(symbols, new Merge(symbols.get(at), symbols.get(at + 1)));
    }
    return symbols;
  }

  private static List<String> symbols(String word) {
    List<String> symbols = new ArrayList<>();
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      symbols.add(ByteSymbols.symbol(b & 0xFF));
    }
    symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + ByteSymbols.END_OF_WORD);
    return symbols;
  }

  /** Where the neighbours are whose merge was learnt first; below 0 if there are none. */
  private int first(List<String> symbols) {
    int first = -1;
    int best = Integer.MAX_VALUE;
    for (int i = 0; i + 1 < symbols.size(); i++) {
      int rank =
          ranks.getOrDefault(new Merge(symbols.get(i), symbols.get(i + 1)), Integer.MAX_VALUE);
      if (rank < best) {
        best = rank;
        first = i;
      }
    }
    return first;
  }

  private static void join(List<String> symbols, Merge merge) {
    for (int i = 0; i + 1 < symbols.size(); i++) {
      if (symbols.get(i).equals(merge.left()) && symbols.get(i + 1).equals(merge.right())) {
        symbols.set(i, merge.merged());
        symbols.remove(i + 1);
      }
    }
  }
}
