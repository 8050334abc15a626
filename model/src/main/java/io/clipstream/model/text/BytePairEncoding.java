package io.clipstream.model.text;

import io.clipstream.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A checked vocabulary and its merges: turns a word into piece ids (byte-pair encoding, Sennrich et
 * al. 2016, on the word's UTF-8 bytes). Immutable.
 */
final class BytePairEncoding {
  private static final int MAX_PIECES = 1_000_000;

  /** A merge of two neighbouring ids: its precedence and the id that they become. */
  private record Rule(int rank, int merged) {}

  private final Map<String, Integer> ids;
  private final String[] pieces;
  private final int[] inWord = new int[256];
  private final int[] atEnd = new int[256];
  private final Map<Long, Rule> rules = new HashMap<>();

  BytePairEncoding(RawVocabulary raw) {
    this.ids = raw.ids();
    this.pieces = pieces(raw);
    for (int b = 0; b < 256; b++) {
      inWord[b] = id(raw, ByteSymbols.symbol(b));
      atEnd[b] = id(raw, ByteSymbols.symbol(b) + ByteSymbols.END_OF_WORD);
    }
    int rank = 0;
    for (Merge merge : raw.merges()) {
      addRule(raw, merge, rank++);
    }
    id(raw, Vocabularies.START);
    id(raw, Vocabularies.END);
  }

  private static String[] pieces(RawVocabulary raw) {
    int last = raw.ids().values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    if (last >= MAX_PIECES) {
      throw new ModelException(
          "file %s: expected ids below %d, found %d".formatted(raw.source(), MAX_PIECES, last));
    }
    // Where all ids are negative the first of them is refused below.
    String[] pieces = new String[Math.max(0, last + 1)];
    raw.ids().forEach((piece, id) -> place(raw, pieces, piece, id));
    return pieces;
  }

  private static void place(RawVocabulary raw, String[] pieces, String piece, int id) {
    if (id < 0 || pieces[id] != null) {
      throw new ModelException(
          "file %s: expected an id of its own, from 0 up, for '%s', found %d%s"
              .formatted(raw.source(), piece, id, id < 0 ? "" : ", which is also another's"));
    }
    pieces[id] = piece;
  }

  private int id(RawVocabulary raw, String piece) {
    Integer id = ids.get(piece);
    if (id == null) {
      throw new ModelException(
          "file %s: expected the piece '%s' (every byte, in a word and at its end, and both"
                  .formatted(raw.source(), piece)
              + " markers are needed), found a vocabulary of %d pieces without it"
                  .formatted(ids.size()));
    }
    return id;
  }

  private void addRule(RawVocabulary raw, Merge merge, int rank) {
    Integer left = ids.get(merge.left());
    Integer right = ids.get(merge.right());
    Integer merged = ids.get(merge.merged());
    if (left == null || right == null || merged == null) {
      throw new ModelException(
          "file %s: merge %d joins '%s' and '%s', expected both and '%s' in the vocabulary, found %s"
              .formatted(
                  raw.source(),
                  rank + 1,
                  merge.left(),
                  merge.right(),
                  merge.merged(),
                  left == null
                      ? "no '" + merge.left() + "'"
                      : "no '" + (right == null ? merge.right() : merge.merged()) + "'"));
    }
    rules.put(pair(left, right), new Rule(rank, merged));
  }

  private static long pair(int left, int right) {
    return ((long) left << 32) | right;
  }

  int size() {
    return pieces.length;
  }

  int id(String piece) {
    return ids.get(piece);
  }

  /** The piece of an id, or null where the vocabulary leaves the id out. */
  String piece(int id) {
    if (id < 0 || id >= pieces.length) {
      throw new IllegalArgumentException(
          "token id %d: expected 0 to %d".formatted(id, pieces.length - 1));
    }
    return pieces[id];
  }

  /**
   * The ids of a word's pieces. Of all neighbours the pair that was learned first is merged
   * everywhere, from left to right, until no neighbours make a pair.
   */
  int[] encode(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    int[] symbols = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xFF;
      symbols[i] = i == bytes.length - 1 ? atEnd[b] : inWord[b];
    }
    return symbols.length == 1 ? symbols : new Merging(symbols).run();
  }

  /** A merge that may be done: its rule, and the position and symbols that it was seen at. */
  private record Candidate(Rule rule, int at, int left, int right)
      implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int byRank = Integer.compare(rule.rank(), other.rule.rank());
      return byRank != 0 ? byRank : Integer.compare(at, other.at);
    }
  }

  /** One word's symbols as a linked list in arrays; merged-away symbols are -1. */
  private final class Merging {
    private final int[] symbols;
    private final int[] next;
    private final int[] previous;
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();

    Merging(int[] symbols) {
      this.symbols = symbols;
      this.next = new int[symbols.length];
      this.previous = new int[symbols.length];
      for (int i = 0; i < symbols.length; i++) {
        next[i] = i + 1;
        previous[i] = i - 1;
      }
      for (int i = 0; i + 1 < symbols.length; i++) {
        offer(i);
      }
    }

    private void offer(int at) {
      if (at >= 0 && next[at] < symbols.length) {
        int right = symbols[next[at]];
        Rule rule = rules.get(pair(symbols[at], right));
        if (rule != null) {
          candidates.add(new Candidate(rule, at, symbols[at], right));
        }
      }
    }

    int[] run() {
      List<Candidate> samePair = new ArrayList<>();
      while (!candidates.isEmpty()) {
        int rank = candidates.peek().rule().rank();
        // All places of one pair before any new pair, even if that was learned earlier.
        while (!candidates.isEmpty() && candidates.peek().rule().rank() == rank) {
          samePair.add(candidates.poll());
        }
        samePair.forEach(this::merge);
        samePair.clear();
      }
      return Arrays.stream(symbols).filter(symbol -> symbol >= 0).toArray();
    }

    private void merge(Candidate candidate) {
      int at = candidate.at();
      int gone = next[at];
      boolean current =
          symbols[at] == candidate.left()
              && gone < symbols.length
              && symbols[gone] == candidate.right();
      if (!current) {
        return;
      }
      symbols[at] = candidate.rule().merged();
      symbols[gone] = -1;
      next[at] = next[gone];
      if (next[at] < symbols.length) {
        previous[next[at]] = at;
      }
      offer(previous[at]);
      offer(at);
    }
  }
}
