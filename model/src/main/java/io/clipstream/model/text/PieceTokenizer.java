package io.clipstream.model.text;

import static java.util.Objects.requireNonNull;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.clipstream.model.ModelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * SentencePiece, Gemma and BERT vocabularies, through HuggingFace's library: cleaning and markers,
 * cut and padding are ours, pieces the library's. The library gets what {@link PieceVocabulary} has
 * checked and written anew, never a file as it lies there.
 *
 * <p>Its native part is loaded with the first of these tokenizers in a process, for processors
 * alone: a build for GPUs would be fetched from the network. Close it when no call is running any
 * more.
 */
public final class PieceTokenizer implements Tokenizer {
  private static final String SPIECE = "spiece.model";
  private static final String FLAVOUR = "RUST_FLAVOR";
  private static final Map<String, String> AS_IT_COMES =
      Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

  private final PieceVocabulary vocabulary;
  private final Cleaning cleaning;
  private final int[] before;
  private final int[] after;
  private final int padding;
  private final int blanked;
  private final boolean padsInFront;
  private final int contextLength;
  private final HuggingFaceTokenizer library;

  private PieceTokenizer(
      PieceVocabulary vocabulary, TokenizerSettings settings, int contextLength) {
    this.vocabulary = vocabulary;
    this.cleaning = settings.cleaning();
    TokenizerSettings.Markers markers = settings.markers().orElseGet(vocabulary::markers);
    this.before = ids(vocabulary, markers.before());
    this.after = ids(vocabulary, markers.after());
    this.padding = vocabulary.id(settings.padding());
    this.blanked = settings.blanked().map(vocabulary::id).orElse(-1);
    this.padsInFront = settings.padsInFront();
    this.contextLength = contextLength;
    if (contextLength <= before.length + after.length) {
      throw new ModelException(
          "file %s: context length is %d, expected more than its %d markers"
              .formatted(vocabulary.source(), contextLength, before.length + after.length));
    }
    this.library = library(vocabulary);
  }

  static PieceTokenizer load(Path directory, TokenizerSettings settings, int contextLength) {
    Path json = directory.resolve(Vocabularies.TOKENIZER_JSON);
    Path spiece = directory.resolve(SPIECE);
    if (Files.isRegularFile(json)) {
      return new PieceTokenizer(PieceVocabulary.read(json), settings, contextLength);
    }
    if (Files.isRegularFile(spiece)) {
      return new PieceTokenizer(SentencePieceModel.read(spiece), settings, contextLength);
    }
    throw new ModelException(
        "directory %s: expected a vocabulary (%s or %s), found none"
            .formatted(directory, Vocabularies.TOKENIZER_JSON, SPIECE));
  }

  static boolean isPresent(Path directory) {
    return Files.isRegularFile(directory.resolve(SPIECE));
  }

  /** Whether this is the only vocabulary that there is. */
  static boolean hasSpieceAlone(Path directory) {
    return isPresent(directory) && !Vocabularies.isPresent(directory);
  }

  private static int[] ids(PieceVocabulary vocabulary, List<String> tokens) {
    return tokens.stream().mapToInt(vocabulary::id).toArray();
  }

  private static HuggingFaceTokenizer library(PieceVocabulary vocabulary) {
    if (System.getenv(FLAVOUR) == null && System.getProperty(FLAVOUR) == null) {
      System.setProperty(FLAVOUR, "cpu");
    }
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(vocabulary.json()), AS_IT_COMES);
    } catch (EngineException e) {
      throw new ModelException(
          "the native library of SentencePiece vocabularies cannot be loaded: " + e.getMessage(),
          e);
    } catch (LinkageError e) {
      throw new ModelException(
          "the library of SentencePiece vocabularies is missing: expected tokenizers-*.jar beside"
              + " DJL's (on a cluster in Flink's lib/), found "
              + e.getMessage(),
          e);
    } catch (RuntimeException e) {
      throw new ModelException(
          "file %s: the library cannot read it: %s".formatted(vocabulary.source(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw Vocabularies.unreadable(vocabulary.source(), e);
    }
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public boolean has(int id) {
    return vocabulary.has(id);
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public int[] encode(String text) {
    long[] pieces =
        library.encode(cleaning.apply(requireNonNull(text, "text is null")), false, false).getIds();
    return marked(LongStream.of(pieces).mapToInt(Math::toIntExact).toArray());
  }

  @Override
  public int[] marked(int[] words) {
    int kept = Math.min(words.length, contextLength - before.length - after.length);
    int[] ids = Arrays.copyOf(before, before.length + kept + after.length);
    System.arraycopy(words, 0, ids, before.length, kept);
    System.arraycopy(after, 0, ids, before.length + kept, after.length);
    return IntStream.of(ids).map(id -> id == blanked ? 0 : id).toArray();
  }

  @Override
  public long[] pad(int[] ids) {
    return Tokenizer.padded(ids, contextLength, padding, padsInFront);
  }

  /** All positions: these towers look at the padding, too. */
  @Override
  public TokenBatch batch(List<int[]> texts, IntUnaryOperator positions) {
    long[] ids = texts.stream().flatMapToLong(text -> LongStream.of(pad(text))).toArray();
    return new TokenBatch(ids, contextLength);
  }

  /** As stored: U+2581 stands for a space, {@code <0x0A>} for a byte, ## for no space. */
  @Override
  public List<String> pieces(int[] ids) {
    return IntStream.of(ids).mapToObj(vocabulary::piece).toList();
  }

  @Override
  public String decode(int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      if (!vocabulary.isMarker(id)) {
        bytes.writeBytes(bytes(id));
      }
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8).strip();
  }

  private byte[] bytes(int id) {
    String piece = vocabulary.piece(id);
    return piece.matches("<0x[0-9A-F]{2}>")
        ? new byte[] {(byte) Integer.parseInt(piece.substring(3, 5), 16)}
        : vocabulary.text(id).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    library.close();
  }
}
