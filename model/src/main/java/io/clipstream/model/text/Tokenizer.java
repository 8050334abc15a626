package io.clipstream.model.text;

import static java.util.Objects.requireNonNull;

import io.clipstream.model.ModelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Texts to token ids, as a checkpoint's text tower was trained on them. CLIP's own tokenizer is a
 * {@link ClipTokenizer}; those that come with SentencePiece, Gemma and BERT vocabularies are {@link
 * PieceTokenizer}s, which hold native memory: whoever loads one closes it.
 *
 * <p>Safe for use by many threads at once.
 */
public sealed interface Tokenizer extends AutoCloseable permits ClipTokenizer, PieceTokenizer {
  /**
   * Reads the vocabulary of a checkpoint's directory. Which kind it is say {@code
   * tokenizer_config.json} (by {@code tokenizer_class}) and {@code open_clip_config.json} (by
   * {@code hf_tokenizer_name}). CLIP's: {@code tokenizer.json}, else {@code vocab.json} with {@code
   * merges.txt}, else {@code bpe_simple_vocab_16e6.txt.gz}. The others: {@code tokenizer.json},
   * else {@code spiece.model}.
   *
   * @param contextLength positions of the text tower, markers included; 77 for CLIP as released, 64
   *     for SigLIP
   * @return for the caller to close
   * @throws ModelException if there is none, or it is of no kind that is known, inconsistent or too
   *     large
   */
  static Tokenizer load(Path directory, int contextLength) {
    return TokenizerSettings.read(requireNonNull(directory, "directory is null"))
        .<Tokenizer>map(settings -> PieceTokenizer.load(directory, settings, contextLength))
        .orElseGet(() -> new ClipTokenizer(Vocabularies.read(directory), contextLength));
  }

  /** Whether the directory holds a vocabulary in one of the layouts that {@link #load} reads. */
  static boolean isPresent(Path directory) {
    return Vocabularies.isPresent(requireNonNull(directory, "directory is null"))
        || PieceTokenizer.isPresent(directory);
  }

  /** The highest id and one: rows of the text tower's token embedding. */
  int vocabularySize();

  /** Whether a number below {@link #vocabularySize} is an id; vocabularies have holes. */
  boolean has(int id);

  /** Positions of the text tower, markers included. */
  int contextLength();

  /**
   * The ids of a text with its markers, without padding: {@code [L]}, at most contextLength of
   * them. Text that is too long loses its end; the end marker stays.
   */
  int[] encode(String text);

  /** Ids of words with the markers that a text has: {@code [L]}, cut as {@link #encode} does. */
  int[] marked(int[] words);

  /**
   * Ids with padding up to the context length: {@code [contextLength]}.
   *
   * @throws IllegalArgumentException if there are more ids than positions
   */
  long[] pad(int[] ids);

  /**
   * What {@link #encode} made of some texts, one or more, filled up as the text tower was trained
   * on it.
   *
   * @param positions that the text tower takes, by the length of the longest text
   */
  TokenBatch batch(List<int[]> texts, IntUnaryOperator positions);

  /** {@link #encode} and {@link #pad}: {@code [contextLength]}. */
  default long[] encodePadded(String text) {
    return pad(encode(text));
  }

  /**
   * The vocabulary's piece for each id, as stored.
   *
   * @throws IllegalArgumentException if an id is not of this vocabulary
   */
  List<String> pieces(int[] ids);

  /**
   * The text of ids: cleaned, with a space between words; markers are left out, and bytes that are
   * no UTF-8 become U+FFFD.
   *
   * @throws IllegalArgumentException if an id is not of this vocabulary
   */
  String decode(int[] ids);

  /** Gives native memory back, if there is any; no call may be running any more. */
  @Override
  void close();

  /** Ids and padding, {@code [length]}; the padding stands in front or behind. */
  static long[] padded(int[] ids, int length, int padding, boolean inFront) {
    if (ids.length > length) {
      throw new IllegalArgumentException(
          "%d token ids, expected at most %d".formatted(ids.length, length));
    }
    long[] padded = new long[length];
    Arrays.fill(padded, padding);
    int from = inFront ? length - ids.length : 0;
    for (int i = 0; i < ids.length; i++) {
      padded[from + i] = ids[i];
    }
    return padded;
  }
}
