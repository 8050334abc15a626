package io.clipstream.model.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes a vocabulary as HuggingFace's {@code tokenizer.json}, with the normaliser and the pattern
 * that its CLIP tokenizer has; HuggingFace's library reads the file and gives the same ids wherever
 * the text needs no repair.
 */
final class TokenizerJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WORDS =
      "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d"
          + "|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  private TokenizerJson() {}

  static void write(BytePairTrainer.Vocabulary vocabulary, Path directory) {
    Path file = directory.resolve(Vocabularies.TOKENIZER_JSON);
    try {
      Files.createDirectories(directory);
      replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(vocabulary)));
    } catch (IOException e) {
      throw new ModelException("file %s: cannot be written: %s".formatted(file, e), e);
    }
  }

  private static void replace(Path file, byte[] content) throws IOException {
    // Always the same name, so that what a killed process left is written over.
    Path part = file.resolveSibling(Vocabularies.TOKENIZER_JSON + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static ObjectNode json(BytePairTrainer.Vocabulary vocabulary) {
    int end = vocabulary.size() - 1;
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    addToken(added, end - 1, Vocabularies.START);
    addToken(added, end, Vocabularies.END);
    root.set("normalizer", normaliser());
    root.set("pre_tokenizer", preTokenizer());
    root.set("post_processor", postProcessor(end - 1, end));
    root.set("decoder", byteLevel());
    root.set("model", model(vocabulary));
    return root;
  }

  private static void addToken(ArrayNode tokens, int id, String content) {
    ObjectNode token = tokens.addObject().put("id", id).put("content", content);
    token.put("single_word", false).put("lstrip", false).put("rstrip", false);
    token.put("normalized", true).put("special", true);
  }

  private static ObjectNode typed(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  private static ObjectNode normaliser() {
    ObjectNode sequence = typed("Sequence");
    ArrayNode steps = sequence.putArray("normalizers").add(typed("NFC"));
    ObjectNode spaces = typed("Replace").put("content", " ");
    spaces.putObject("pattern").put("Regex", "\\s+");
    steps.add(spaces).add(typed("Lowercase"));
    return sequence;
  }

  private static ObjectNode preTokenizer() {
    ObjectNode sequence = typed("Sequence");
    ObjectNode split = typed("Split").put("behavior", "Removed").put("invert", true);
    split.putObject("pattern").put("Regex", WORDS);
    sequence.putArray("pretokenizers").add(split).add(byteLevel());
    return sequence;
  }

  private static ObjectNode byteLevel() {
    return typed("ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }

  private static ObjectNode postProcessor(int start, int end) {
    ObjectNode processor = typed("RobertaProcessing");
    processor.putArray("sep").add(Vocabularies.END).add(end);
    processor.putArray("cls").add(Vocabularies.START).add(start);
    return processor.put("trim_offsets", false).put("add_prefix_space", false);
  }

  private static ObjectNode model(BytePairTrainer.Vocabulary vocabulary) {
    ObjectNode model = typed("BPE").putNull("dropout").put("unk_token", Vocabularies.END);
    model.put("continuing_subword_prefix", "");
    model.put("end_of_word_suffix", ByteSymbols.END_OF_WORD).put("fuse_unk", false);
    ObjectNode ids = model.putObject("vocab");
    for (String piece : vocabulary.pieces()) {
      ids.put(piece, ids.size());
    }
    ArrayNode merges = model.putArray("merges");
    for (List<String> pair : vocabulary.merges()) {
      merges.add(String.join(" ", pair));
    }
    return model;
  }
}
