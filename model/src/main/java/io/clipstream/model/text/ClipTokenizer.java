package io.clipstream.model.text;

import static java.util.Objects.requireNonNull;

import io.clipstream.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;

/**
 * CLIP's tokenizer: text cleaning, then byte-pair encoding in lower case (Radford et al. 2021,
 * section 2.4), with the ids of the original implementation.
 *
 * <p>The cleaning is always that of the original code, whatever normaliser a {@code tokenizer.json}
 * names: the repairs of ftfy 6.3's default configuration (mojibake, HTML references, quotes, Latin
 * ligatures, character widths, line breaks, terminal escapes, control characters, surrogates, NFC),
 * HTML references resolved twice more, white space collapsed, lower case. Not reproduced: text
 * beyond 32,768 characters is cut off before cleaning, at most 50 layers of damage are taken away,
 * and NFC is that of the Java runtime's Unicode version (13 on Java 17; letters and numbers are
 * those of Unicode 17 everywhere, lower case that of Python 3.11).
 *
 * <p>Safe for use by many threads at once. Words are encoded once and kept, at most 65,536 of them.
 */
final class ClipTokenizer implements Tokenizer {
  private static final int PADDING = 0;
  private static final int CACHED_WORDS = 1 << 16;
  private static final int LONGEST_CACHED_WORD = 48;

  private static final int END_LENGTH = ByteSymbols.END_OF_WORD.length();
  private static final String SPACE = ByteSymbols.symbol(' ');

  private final BytePairEncoding encoding;
  private final int contextLength;
  private final int startToken;
  private final int endToken;
  private final ConcurrentHashMap<String, int[]> cache = new ConcurrentHashMap<>();

  ClipTokenizer(RawVocabulary vocabulary, int contextLength) {
    if (contextLength < 2) {
      throw new ModelException(
          "file %s: context length is %d, expected at least 2: room for both markers"
              .formatted(vocabulary.source(), contextLength));
    }
    this.encoding = new BytePairEncoding(vocabulary);
    this.contextLength = contextLength;
    this.startToken = encoding.id(Vocabularies.START);
    this.endToken = encoding.id(Vocabularies.END);
  }

  @Override
  public int vocabularySize() {
    return encoding.size();
  }

  @Override
  public boolean has(int id) {
    return encoding.piece(id) != null;
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  /** The id of {@code <|startoftext|>}. */
  int startToken() {
    return startToken;
  }

  /** The id of {@code <|endoftext|>}. */
  int endToken() {
    return endToken;
  }

  @Override
  public int[] encode(String text) {
    requireNonNull(text, "text is null");
    int[] ids = new int[contextLength];
    ids[0] = startToken;
    int length = 1;
    int room = contextLength - 1;
    WordSplitter words = new WordSplitter(TextCleaner.clean(text));
    String word = words.next();
    while (word != null && length < room) {
      int[] pieces = encodeWord(word);
      int fitting = Math.min(pieces.length, room - length);
      System.arraycopy(pieces, 0, ids, length, fitting);
      length += fitting;
      word = words.next();
    }
    ids[length++] = endToken;
    return Arrays.copyOf(ids, length);
  }

  @Override
  public int[] marked(int[] words) {
    int kept = Math.min(words.length, contextLength - 2);
    int[] ids = new int[kept + 2];
    ids[0] = startToken;
    System.arraycopy(words, 0, ids, 1, kept);
    ids[kept + 1] = endToken;
    return ids;
  }

  private int[] encodeWord(String word) {
    int[] known = cache.get(word);
    if (known != null) {
      return known;
    }
    if (word.equals(Vocabularies.START) || word.equals(Vocabularies.END)) {
      return new int[] {encoding.id(word)};
    }
    int[] pieces = encoding.encode(word);
    if (word.length() <= LONGEST_CACHED_WORD) {
      if (cache.size() >= CACHED_WORDS) {
        cache.clear();
      }
      cache.put(word, pieces);
    }
    return pieces;
  }

  /** Id 0, which is what the original code fills with; behind the end token it has no effect. */
  @Override
  public long[] pad(int[] ids) {
    return Tokenizer.padded(ids, contextLength, PADDING, false);
  }

  @Override
  public TokenBatch batch(List<int[]> texts, IntUnaryOperator positions) {
    int longest = texts.stream().mapToInt(ids -> ids.length).max().orElseThrow();
    int length = positions.applyAsInt(longest);
    long[] padded =
        texts.stream()
            .flatMapToLong(ids -> LongStream.of(Tokenizer.padded(ids, length, PADDING, false)))
            .toArray();
    return new TokenBatch(padded, length);
  }

  /** As stored: {@code </w>} marks the end of a word. */
  @Override
  public List<String> pieces(int[] ids) {
    List<String> pieces = new ArrayList<>(ids.length);
    for (int id : ids) {
      String piece = encoding.piece(id);
      if (piece == null) {
        throw new IllegalArgumentException("token id %d: not in the vocabulary".formatted(id));
      }
      pieces.add(piece);
    }
    return List.copyOf(pieces);
  }

  @Override
  public String decode(int[] ids) {
    StringBuilder symbols = new StringBuilder();
    for (String piece : pieces(ids)) {
      boolean ends = piece.endsWith(ByteSymbols.END_OF_WORD);
      String word = ends ? piece.substring(0, piece.length() - END_LENGTH) : piece;
      if (!isMarker(piece) && ByteSymbols.isValid(word)) {
        symbols.append(word).append(ends ? SPACE : "");
      }
    }
    return ByteSymbols.decode(symbols.toString()).strip();
  }

  private static boolean isMarker(String piece) {
    return piece.equals(Vocabularies.START) || piece.equals(Vocabularies.END);
  }

  /** It has no native memory. */
  @Override
  public void close() {}
}
