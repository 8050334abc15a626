package io.clipstream.model.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.ModelException;
import io.clipstream.model.TextFile;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads a vocabulary in any of the three layouts in which CLIP's is published. */
final class Vocabularies {
  static final String START = "<|startoftext|>";
  static final String END = "<|endoftext|>";
  static final String TOKENIZER_JSON = "tokenizer.json";

  private static final String VOCAB_JSON = "vocab.json";
  private static final String MERGES_TXT = "merges.txt";
  private static final String ORIGINAL = "bpe_simple_vocab_16e6.txt.gz";

  /** The original file lists more merges than the released models use. */
  private static final int ORIGINAL_MERGES = 49_152 - 256 - 2;

  private static final int MAX_BYTES = 32 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Vocabularies() {}

  static boolean isPresent(Path directory) {
    return Files.isRegularFile(directory.resolve(TOKENIZER_JSON))
        || (Files.isRegularFile(directory.resolve(VOCAB_JSON))
            && Files.isRegularFile(directory.resolve(MERGES_TXT)))
        || Files.isRegularFile(directory.resolve(ORIGINAL));
  }

  static RawVocabulary read(Path directory) {
    if (!isPresent(directory)) {
      throw new ModelException(
          "directory %s: expected a vocabulary (%s, or %s with %s, or %s), found none"
              .formatted(directory, TOKENIZER_JSON, VOCAB_JSON, MERGES_TXT, ORIGINAL));
    }
    Path tokenizer = directory.resolve(TOKENIZER_JSON);
    if (Files.isRegularFile(tokenizer)) {
      return tokenizerJson(tokenizer);
    }
    Path vocabulary = directory.resolve(VOCAB_JSON);
    Path merges = directory.resolve(MERGES_TXT);
    return Files.isRegularFile(vocabulary) && Files.isRegularFile(merges)
        ? vocabularyAndMerges(vocabulary, merges)
        : original(directory.resolve(ORIGINAL));
  }

  private static RawVocabulary tokenizerJson(Path file) {
    JsonNode root = json(file);
    JsonNode model = root.path("model");
    expect(file, "model.type", "BPE", model.path("type").asText("BPE"));
    expect(
        file,
        "model.end_of_word_suffix",
        ByteSymbols.END_OF_WORD,
        model.path("end_of_word_suffix").asText(""));
    Map<String, Integer> ids = ids(file, "model.vocab", model.path("vocab"));
    for (JsonNode token : root.path("added_tokens")) {
      ids.put(token.path("content").asText(), id(file, "added_tokens", token.path("id")));
    }
    return new RawVocabulary(file, ids, jsonMerges(file, model.path("merges")));
  }

  private static void expect(Path file, String field, String expected, String found) {
    if (!expected.equals(found)) {
      throw new ModelException(
          ("file %s: %s is '%s', expected '%s': it is not a vocabulary of CLIP's kind; for others the"
                  + " directory's tokenizer_config.json names a tokenizer_class (%s)")
              .formatted(file, field, shortened(found), expected, PieceFamily.CLASSES));
    }
  }

  private static List<Merge> jsonMerges(Path file, JsonNode array) {
    if (!array.isArray()) {
      throw new ModelException(
          "file %s: expected a list as model.merges, found %s"
              .formatted(file, array.getNodeType()));
    }
    List<Merge> merges = new ArrayList<>(array.size());
    for (JsonNode merge : array) {
      boolean pair = merge.isArray() && merge.size() == 2;
      merges.add(
          pair
              ? new Merge(merge.get(0).asText(), merge.get(1).asText())
              : merge(file, merges.size() + 1, merge.asText()));
    }
    return merges;
  }

  private static Map<String, Integer> ids(Path file, String field, JsonNode vocabulary) {
    if (!vocabulary.isObject()) {
      throw new ModelException(
          "file %s: expected an object of pieces and ids as %s, found %s"
              .formatted(file, field, vocabulary.getNodeType()));
    }
    Map<String, Integer> ids = new HashMap<>();
    vocabulary
        .fields()
        .forEachRemaining(e -> ids.put(e.getKey(), id(file, e.getKey(), e.getValue())));
    return ids;
  }

  private static int id(Path file, String piece, JsonNode value) {
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw new ModelException(
          "file %s: expected a whole number as id of '%s', found %s"
              .formatted(file, shortened(piece), shortened(value.toString())));
    }
    return value.intValue();
  }

  private static RawVocabulary vocabularyAndMerges(Path vocabulary, Path merges) {
    return new RawVocabulary(
        vocabulary,
        ids(vocabulary, "the whole", json(vocabulary)),
        mergeLines(merges, text(merges, bytes(merges)), Integer.MAX_VALUE));
  }

  /** Ids follow from the order: byte symbols, the same at a word's end, merges, markers. */
  private static RawVocabulary original(Path file) {
    List<Merge> merges = mergeLines(file, text(file, unzipped(file)), ORIGINAL_MERGES);
    Map<String, Integer> ids = new HashMap<>();
    int id = 0;
    for (String piece : pieces(merges)) {
      ids.put(piece, id++);
    }
    return new RawVocabulary(file, ids, merges);
  }

  private static List<String> pieces(List<Merge> merges) {
    List<String> pieces = new ArrayList<>(ByteSymbols.inVocabularyOrder());
    ByteSymbols.inVocabularyOrder().forEach(s -> pieces.add(s + ByteSymbols.END_OF_WORD));
    merges.forEach(merge -> pieces.add(merge.merged()));
    pieces.add(START);
    pieces.add(END);
    return pieces;
  }

  private static List<Merge> mergeLines(Path file, String text, int limit) {
    List<Merge> merges = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      boolean heading = number == 1 && line.contains("#version");
      if (!heading && !line.isBlank() && merges.size() < limit) {
        merges.add(merge(file, number, line.strip()));
      }
    }
    return merges;
  }

  private static Merge merge(Path file, int number, String line) {
    String[] pair = line.split(" ", -1);
    if (pair.length != 2) {
      throw new ModelException(
          "file %s: expected two pieces with a space between as merge %d, found '%s'"
              .formatted(file, number, shortened(line)));
    }
    return new Merge(pair[0], pair[1]);
  }

  static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(bytes(file));
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "file %s: expected JSON, found an error: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return atMost(file, in);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] unzipped(Path file) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return atMost(file, in);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] atMost(Path file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ModelException(
          "file %s: expected a vocabulary of at most %d MiB, found more"
              .formatted(file, MAX_BYTES >> 20));
    }
    return bytes;
  }

  private static String text(Path file, byte[] bytes) {
    try {
      return TextFile.text("file " + file, bytes);
    } catch (SettingException e) {
      throw new ModelException(e.getMessage(), e); // of a checkpoint, which no person writes
    }
  }

  static ModelException unreadable(Path file, IOException e) {
    return new ModelException("file %s: cannot be read: %s".formatted(file, e.getMessage()), e);
  }
}
