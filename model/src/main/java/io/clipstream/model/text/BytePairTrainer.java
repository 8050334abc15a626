package io.clipstream.model.text;

import static java.util.Objects.requireNonNull;

import io.clipstream.model.ModelException;
import io.clipstream.schemas.SettingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Learns a byte-pair vocabulary from captions (Sennrich et al. 2016): again and again the pair of
 * neighbouring pieces that is seen most often becomes a piece.
 *
 * <p>Captions are cleaned and split as by {@link Tokenizer}. The result depends on the captions and
 * the size only, not on the captions' order: of pairs seen equally often the one whose left, then
 * right piece has the lower id is taken. Pairs seen once are not learned, so that a small corpus
 * may give a smaller vocabulary than asked for.
 */
public final class BytePairTrainer {
  /** 256 bytes within a word, 256 at its end, two markers. */
  public static final int SMALLEST_VOCABULARY = 514;

  private static final int LARGEST_VOCABULARY = 1_000_000;
  private static final int LEAST_COUNT = 2;

  private final List<String> pieces = new ArrayList<>(ByteSymbols.inVocabularyOrder());
  private final Map<String, Integer> ids = new HashMap<>();
  private final Set<Merge> merges = new LinkedHashSet<>();
  private final List<CountedWord> words = new ArrayList<>();
  private final Map<Long, Occurrences> occurrences = new HashMap<>();
  private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();

  private BytePairTrainer() {
    ByteSymbols.inVocabularyOrder().forEach(s -> pieces.add(s + ByteSymbols.END_OF_WORD));
    for (String piece : pieces) {
      ids.put(piece, ids.size());
    }
  }

  /**
   * A learned vocabulary, which has CLIP's layout: byte symbols, byte symbols at a word's end,
   * learned pieces, both markers.
   *
   * @param pieces each piece at its id
   * @param merges the learned merges, first learned first
   */
  public record Vocabulary(List<String> pieces, List<List<String>> merges) {
    /** Copies the lists. */
    public Vocabulary {
      pieces = List.copyOf(pieces);
      merges = List.copyOf(merges);
    }

    /** Learnt pieces with both markers behind them. */
    static Vocabulary of(List<String> learned, Collection<Merge> merges) {
      List<String> pieces = new ArrayList<>(learned);
      pieces.add(Vocabularies.START);
      pieces.add(Vocabularies.END);
      return new Vocabulary(
          pieces, merges.stream().map(merge -> List.of(merge.left(), merge.right())).toList());
    }

    /**
     * This vocabulary with words of one piece each besides, as many as there is room for, those in
     * front first. What was one piece stays one.
     *
     * @param words those that a tokenizer takes for several, or for none, are passed over
     * @param size ids at most, all included
     */
    public Vocabulary with(Iterable<String> words, int size) {
      return WholeWords.in(this, words, size);
    }

    /** Number of ids. */
    public int size() {
      return pieces.size();
    }

    /**
     * Writes {@code tokenizer.json} in HuggingFace's format into the directory, which is made where
     * missing. The file appears whole or not at all.
     *
     * @throws ModelException if it cannot be written
     */
    public void write(Path directory) {
      TokenizerJson.write(this, requireNonNull(directory, "directory is null"));
    }

    /** The tokenizer that {@link Tokenizer#load} would make of the written vocabulary. */
    public Tokenizer tokenizer(int contextLength) {
      Map<String, Integer> ids = new HashMap<>();
      pieces.forEach(piece -> ids.put(piece, ids.size()));
      List<Merge> rules = merges.stream().map(pair -> new Merge(pair.get(0), pair.get(1))).toList();
      return new ClipTokenizer(new RawVocabulary(Path.of("(trained)"), ids, rules), contextLength);
    }
  }

  /** A distinct word as piece ids, with the number of times it was seen. */
  private static final class CountedWord {
    final long count;
    int[] symbols;

    CountedWord(int[] symbols, long count) {
      this.symbols = symbols;
      this.count = count;
    }
  }

  /** How often a pair is seen now, and the words that hold it or held it. */
  private static final class Occurrences {
    long count;
    final List<CountedWord> words = new ArrayList<>();
  }

  /** A pair with its count at some time; stale where the count has changed since. */
  private record Candidate(long count, long pair) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int byCount = Long.compare(other.count, count);
      return byCount != 0 ? byCount : Long.compare(pair, other.pair);
    }
  }

  /**
   * Learns a vocabulary.
   *
   * @param captions read once
   * @param vocabularySize ids wanted, all included: at least 514
   * @throws SettingException if the size is out of range
   * @throws ModelException if the captions hold no word
   */
  public static Vocabulary train(Iterable<String> captions, int vocabularySize) {
    if (vocabularySize < SMALLEST_VOCABULARY || vocabularySize > LARGEST_VOCABULARY) {
      throw new SettingException(
          "vocabulary size is %d, expected %d (512 byte symbols and two markers) to %d"
              .formatted(vocabularySize, SMALLEST_VOCABULARY, LARGEST_VOCABULARY));
    }
    BytePairTrainer trainer = new BytePairTrainer();
    trainer.count(captions);
    trainer.learn(vocabularySize - 2);
    return Vocabulary.of(trainer.pieces, trainer.merges);
  }

  private void count(Iterable<String> captions) {
    Map<String, Long> counts = new HashMap<>();
    for (String caption : captions) {
      WordSplitter.split(TextCleaner.clean(caption)).forEach(w -> counts.merge(w, 1L, Long::sum));
    }
    counts.remove(Vocabularies.START);
    counts.remove(Vocabularies.END);
    if (counts.isEmpty()) {
      throw new ModelException("captions for a vocabulary: expected some words, found none");
    }
    counts.forEach((word, count) -> words.add(new CountedWord(symbols(word), count)));
    words.forEach(this::countPairs);
    occurrences.forEach((pair, seen) -> candidates.add(new Candidate(seen.count, pair)));
  }

  private int[] symbols(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    int[] symbols = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      String symbol = ByteSymbols.symbol(bytes[i] & 0xFF);
      symbols[i] = ids.get(i == bytes.length - 1 ? symbol + ByteSymbols.END_OF_WORD : symbol);
    }
    return symbols;
  }

  private void countPairs(CountedWord word) {
    for (int i = 0; i + 1 < word.symbols.length; i++) {
      add(pair(word.symbols[i], word.symbols[i + 1]), word, true);
    }
  }

  private static long pair(int left, int right) {
    return ((long) left << 32) | right;
  }

  private void add(long pair, CountedWord word, boolean isNew) {
    Occurrences seen = occurrences.computeIfAbsent(pair, p -> new Occurrences());
    seen.count += word.count;
    int last = seen.words.size() - 1;
    if (isNew && (last < 0 || seen.words.get(last) != word)) {
      seen.words.add(word);
    }
  }

  private void learn(int size) {
    while (pieces.size() < size && !candidates.isEmpty()) {
      Candidate best = candidates.poll();
      Occurrences seen = occurrences.get(best.pair());
      if (seen == null || seen.count < LEAST_COUNT) {
        continue;
      }
      if (seen.count == best.count()) {
        merge(best.pair());
      } else if (seen.count < best.count()) {
        // Its count has only fallen since it was put in: back to its place.
        candidates.add(new Candidate(seen.count, best.pair()));
      }
    }
  }

  private void merge(long pair) {
    int left = (int) (pair >> 32);
    int right = (int) pair;
    Merge merge = new Merge(pieces.get(left), pieces.get(right));
    merges.add(merge);
    // Two pairs may spell the same piece; it keeps its first id.
    Integer known = ids.putIfAbsent(merge.merged(), pieces.size());
    int merged = known != null ? known : pieces.size();
    if (known == null) {
      pieces.add(merge.merged());
    }
    Set<Long> grown = new HashSet<>();
    for (CountedWord word : occurrences.remove(pair).words) {
      replace(word, left, right, merged, grown);
    }
    grown.forEach(this::offer);
  }

  private void offer(long pair) {
    Occurrences seen = occurrences.get(pair);
    if (seen != null && seen.count >= LEAST_COUNT) {
      candidates.add(new Candidate(seen.count, pair));
    }
  }

  /** Takes the word's pairs out of the counts, merges, and puts its new pairs in. */
  private void replace(CountedWord word, int left, int right, int merged, Set<Long> grown) {
    int[] after = merged(word.symbols, left, right, merged);
    if (after.length == word.symbols.length) {
      return;
    }
    for (int i = 0; i + 1 < word.symbols.length; i++) {
      Occurrences seen = occurrences.get(pair(word.symbols[i], word.symbols[i + 1]));
      if (seen != null) {
        seen.count -= word.count;
      }
    }
    word.symbols = after;
    for (int i = 0; i + 1 < after.length; i++) {
      long pair = pair(after[i], after[i + 1]);
      boolean isNew = after[i] == merged || after[i + 1] == merged;
      add(pair, word, isNew);
      if (isNew) {
        grown.add(pair);
      }
    }
  }

  private static int[] merged(int[] symbols, int left, int right, int merged) {
    int[] out = new int[symbols.length];
    int length = 0;
    int i = 0;
    while (i < symbols.length) {
      boolean both = i + 1 < symbols.length && symbols[i] == left && symbols[i + 1] == right;
      out[length++] = both ? merged : symbols[i];
      i += both ? 2 : 1;
    }
    return Arrays.copyOf(out, length);
  }
}
