package io.clipstream.model.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Small vocabularies of SentencePiece's kinds and BERT's, in the files in which models keep them.
 */
public final class PieceFiles {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final String WORD_START = "\u2581";
  private static final List<String> WORDS = List.of("cat", "dog", "car", "photo", "of", "a");

  private PieceFiles() {}

  /** SigLIP's files with a few words, and letters for all others. */
  public static void siglip(Path folder) {
    Map<String, Double> scores = new LinkedHashMap<>();
    List.of("<pad>", "</s>", "<unk>", WORD_START).forEach(piece -> scores.put(piece, -1.0));
    "abcdefghijklmnopqrstuvwxyz0123456789\u00e4\u00f6\u00fc\u732b"
        .chars()
        .forEach(letter -> scores.put(Character.toString(letter), -6.0));
    WORDS.forEach(word -> scores.put(WORD_START + word, -3.0));
    write(
        folder,
        unigrams(scores),
        "{'tokenizer_class': 'SiglipTokenizer', 'pad_token': '</s>', 'model_max_length': 64}");
  }

  /** SigLIP 2's files: bytes, letters, and merges that make a few words. */
  public static void siglip2(Path folder) {
    List<String> pieces = new ArrayList<>(List.of("<pad>", "<eos>", "<bos>", "<unk>"));
    IntStream.range(0, 256).forEach(b -> pieces.add("<0x%02X>".formatted(b)));
    (WORD_START + "abcdefghijklmnopqrstuvwxyz")
        .chars()
        .forEach(letter -> pieces.add(Character.toString(letter)));
    List<List<String>> merges = new ArrayList<>();
    for (String word : List.of("cat", "dog", "car")) {
      String made = WORD_START;
      for (String letter : word.split("")) {
        if (!pieces.contains(made + letter)) {
          merges.add(List.of(made, letter));
          pieces.add(made + letter);
        }
        made += letter;
      }
    }
    write(
        folder,
        merges(pieces, merges),
        "{'tokenizer_class': 'GemmaTokenizer', 'add_bos_token': false, 'add_eos_token': true,"
            + " 'pad_token': '<pad>', 'padding_side': 'right', 'do_lower_case': true}");
  }

  /** XLM-RoBERTa's files: a marker on either side of a text, padding that has id 1. */
  public static void xlmRoberta(Path folder) {
    Map<String, Double> scores = new LinkedHashMap<>();
    List.of("<s>", "<pad>", "</s>", "<unk>", WORD_START).forEach(piece -> scores.put(piece, -1.0));
    "abcdefghijklmnopqrstuvwxyz".chars().forEach(c -> scores.put(Character.toString(c), -6.0));
    WORDS.forEach(word -> scores.put(WORD_START + word, -3.0));
    ObjectNode root = unigrams(scores);
    root.set("added_tokens", added(List.copyOf(scores.keySet()), "<s>", "<pad>", "</s>", "<unk>"));
    ObjectNode template = (ObjectNode) root.get("post_processor");
    ObjectNode start = ((ArrayNode) template.get("single")).insertObject(0);
    start.putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
    ObjectNode known = ((ObjectNode) template.get("special_tokens")).putObject("<s>");
    known.put("id", "<s>").putArray("ids").add(0);
    known.putArray("tokens").add("<s>");
    write(folder, root, "{'tokenizer_class': 'XLMRobertaTokenizer', 'pad_token': '<pad>'}");
  }

  /** BERT's files, as CLIPA has them: words, letters that begin one, and letters that go on. */
  public static void bert(Path folder) {
    List<String> pieces = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    "abcdefghijklmnopqrstuvwxyz0123456789.,!-".chars().forEach(c -> letter(pieces, c));
    pieces.addAll(List.of("cat", "dog", "car", "photo", "of", "\u732b", "##s", "##at", "##graph"));
    write(
        folder,
        words(pieces.stream().distinct().toList()),
        "{'tokenizer_class': 'BertTokenizer', 'do_lower_case': true, 'sep_token': '[SEP]',"
            + " 'pad_token': '[PAD]', 'strip_accents': null}");
  }

  /** The same with what OpenCLIP's configuration says of CLIPA's texts. */
  public static void clipa(Path folder) {
    bert(folder);
    try {
      Files.writeString(
          folder.resolve("open_clip_config.json"),
          "{'model_cfg': {'text_cfg': {'hf_tokenizer_name': 'bert-base-uncased', 'tokenizer_kwargs': {'strip_sep_token': true}}}}"
              .replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void letter(List<String> pieces, int letter) {
    pieces.add(Character.toString(letter));
    pieces.add("##" + Character.toString(letter));
  }

  /** As bert-base-uncased has them. */
  static ObjectNode words(List<String> pieces) {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    root.set("added_tokens", added(pieces, "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    ObjectNode normalizer = typed("BertNormalizer").put("clean_text", true);
    normalizer.put("handle_chinese_chars", true).putNull("strip_accents").put("lowercase", true);
    root.set("normalizer", normalizer);
    root.set("pre_tokenizer", typed("BertPreTokenizer"));
    ObjectNode around = end("[SEP]", pieces.indexOf("[SEP]"));
    ObjectNode start = ((ArrayNode) around.get("single")).insertObject(0);
    start.putObject("SpecialToken").put("id", "[CLS]").put("type_id", 0);
    root.set("post_processor", around);
    root.set("decoder", typed("WordPiece").put("prefix", "##").put("cleanup", true));
    ObjectNode model = typed("WordPiece").put("unk_token", "[UNK]");
    model.put("continuing_subword_prefix", "##").put("max_input_chars_per_word", 100);
    ObjectNode ids = model.putObject("vocab");
    pieces.forEach(piece -> ids.put(piece, ids.size()));
    root.set("model", model);
    return root;
  }

  public static ObjectNode typed(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  /** As T5Tokenizer's, with the marker at the end. */
  public static ObjectNode unigrams(Map<String, Double> scores) {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    root.set("added_tokens", added(List.copyOf(scores.keySet()), "<pad>", "</s>", "<unk>"));
    root.putNull("normalizer");
    root.set(
        "pre_tokenizer",
        typed("Metaspace")
            .put("replacement", "\u2581")
            .put("prepend_scheme", "always")
            .put("split", true));
    root.set("post_processor", end("</s>", List.copyOf(scores.keySet()).indexOf("</s>")));
    root.set("decoder", typed("Metaspace").put("replacement", "\u2581"));
    ArrayNode vocabulary = JSON.createArrayNode();
    scores.forEach((piece, score) -> vocabulary.addArray().add(piece).add(score));
    int unknown = List.copyOf(scores.keySet()).indexOf("<unk>");
    ObjectNode model = typed("Unigram").put("unk_id", unknown).put("byte_fallback", false);
    root.set("model", model.set("vocab", vocabulary));
    return root;
  }

  /** As Gemma's. */
  public static ObjectNode merges(List<String> pieces, List<List<String>> merges) {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    root.set("added_tokens", added(pieces, "<pad>", "<eos>", "<bos>", "<unk>"));
    ObjectNode spaces = typed("Replace").put("content", "\u2581");
    spaces.putObject("pattern").put("String", " ");
    root.set("normalizer", spaces);
    ObjectNode split = typed("Split").put("behavior", "MergedWithPrevious").put("invert", false);
    split.putObject("pattern").put("String", " ");
    root.set("pre_tokenizer", split);
    root.set("post_processor", end("<eos>", pieces.indexOf("<eos>")));
    ObjectNode model = typed("BPE").putNull("dropout").put("unk_token", "<unk>");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
    ObjectNode ids = model.putObject("vocab");
    pieces.forEach(piece -> ids.put(piece, ids.size()));
    ArrayNode pairs = model.putArray("merges");
    merges.forEach(pair -> pairs.add(String.join(" ", pair)));
    root.set("model", model);
    return root;
  }

  private static ArrayNode added(List<String> pieces, String... tokens) {
    ArrayNode added = JSON.createArrayNode();
    for (String token : tokens) {
      ObjectNode node = added.addObject().put("id", pieces.indexOf(token)).put("content", token);
      node.put("single_word", false).put("lstrip", false).put("rstrip", false);
      node.put("normalized", false).put("special", true);
    }
    return added;
  }

  private static ObjectNode end(String token, int id) {
    ObjectNode template = typed("TemplateProcessing");
    ArrayNode single = template.putArray("single");
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    single.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
    template.putArray("pair");
    ObjectNode known = template.putObject("special_tokens").putObject(token).put("id", token);
    known.putArray("ids").add(id);
    known.putArray("tokens").add(token);
    return template;
  }

  public static void write(Path folder, ObjectNode tokenizer, String configuration) {
    try {
      JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
      Files.writeString(folder.resolve("tokenizer_config.json"), configuration.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A ModelProto: pieces with their types, a trainer's specification, a normaliser's. */
  static byte[] spiece(Map<String, Double> scores, byte[] charsMap) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    scores.forEach(
        (piece, score) -> {
          ByteArrayOutputStream message = new ByteArrayOutputStream();
          bytes(message, 1, piece.getBytes(StandardCharsets.UTF_8));
          message.write(2 << 3 | 5);
          message.writeBytes(little(Float.floatToIntBits(score.floatValue())));
          number(message, 3, piece.equals("<unk>") ? 2 : piece.matches("<.*>") ? 3 : 1);
          bytes(out, 1, message.toByteArray());
        });
    ByteArrayOutputStream trainer = new ByteArrayOutputStream();
    number(trainer, 3, 1);
    number(trainer, 4, 32_000);
    bytes(out, 2, trainer.toByteArray());
    ByteArrayOutputStream normaliser = new ByteArrayOutputStream();
    bytes(normaliser, 1, "nmt_nfkc".getBytes(StandardCharsets.UTF_8));
    bytes(normaliser, 2, charsMap);
    bytes(out, 3, normaliser.toByteArray());
    return out.toByteArray();
  }

  static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    out.write(field << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void number(ByteArrayOutputStream out, int field, int value) {
    out.write(field << 3);
    varint(out, value);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 128) {
      out.write(rest & 127 | 128);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
