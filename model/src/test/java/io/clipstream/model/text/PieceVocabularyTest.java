package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.model.ModelException;
import io.clipstream.model.testing.NativeMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no tokenizers, or would keep the native library or end its process. */
class PieceVocabularyTest {
  private static final Map<String, Double> SCORES = new LinkedHashMap<>();

  static {
    List.of("<pad>", "</s>", "<unk>", "\u2581", "a", "b", "\u2581ab")
        .forEach(piece -> SCORES.put(piece, -1.0 * piece.length()));
  }

  @TempDir Path folder;

  private AbstractThrowableAssert<?, ?> refused(ObjectNode tokenizer) {
    PieceFiles.write(folder, tokenizer, "{'tokenizer_class': 'SiglipTokenizer'}");
    return refused();
  }

  private AbstractThrowableAssert<?, ?> refused() {
    return assertThatThrownBy(() -> Tokenizer.load(folder, 64))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(folder.toString());
  }

  private static Arguments change(String what, Consumer<ObjectNode> change, String message) {
    return Arguments.of(what, change, message);
  }

  private static ObjectNode model(ObjectNode root) {
    return (ObjectNode) root.get("model");
  }

  private static ArrayNode vocabulary(ObjectNode root) {
    return (ArrayNode) model(root).get("vocab");
  }

  private static ObjectNode replace(String regex, String content) {
    ObjectNode step = PieceFiles.typed("Replace").put("content", content);
    step.putObject("pattern").put("Regex", regex);
    return step;
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        change("no model", root -> root.remove("model"), "expected a vocabulary as model"),
        change("model is a list", root -> root.putArray("model"), "expected an object as model"),
        change("type", root -> model(root).put("type", "WordPiece"), "type 'WordPiece'"),
        change("no pieces", root -> model(root).putArray("vocab"), "with 0 pieces"),
        change(
            "an empty piece",
            root -> vocabulary(root).addArray().add("").add(-1),
            "pieces of 1 to 512 characters"),
        change(
            "a long piece",
            root -> vocabulary(root).addArray().add("x".repeat(600)).add(-1),
            "pieces of 1 to 512 characters"),
        change(
            "a score that is no number",
            root -> vocabulary(root).addArray().add("x").add("y"),
            "a score"),
        change(
            "an endless score",
            root -> vocabulary(root).addArray().add("x").add(1e300),
            "a score below a million"),
        change("unknown", root -> model(root).put("unk_id", 99), "type Unigram"),
        change("negative", root -> model(root).put("unk_id", -1), "a whole number"),
        change("dropout", root -> model(root).put("dropout", 0.5), "nothing as model.dropout"),
        change("unheard of", root -> root.put("hooks", "x"), "no such key"),
        change(
            "a pattern that backtracks",
            root -> root.set("normalizer", replace("(a+)+$", "")),
            "a normalizer as SentencePiece models have it"),
        change(
            "a pattern of ten megabytes",
            root -> root.set("normalizer", replace("[" + "a".repeat(10 << 20) + "]", "")),
            "a normalizer as SentencePiece models have it"),
        change(
            "a text that grows",
            root -> root.set("normalizer", replace("[a]", "a".repeat(1000))),
            "a normalizer as SentencePiece models have it"),
        change(
            "steps in steps",
            root -> {
              ObjectNode inner = PieceFiles.typed("Sequence");
              inner.putArray("normalizers").add(PieceFiles.typed("NFC"));
              ObjectNode outer = PieceFiles.typed("Sequence");
              outer.putArray("normalizers").add(inner);
              root.set("normalizer", outer);
            },
            "a normalizer as SentencePiece models have it"),
        change(
            "bytes of another kind",
            root -> root.set("pre_tokenizer", PieceFiles.typed("ByteLevel")),
            "a pre_tokenizer that splits at spaces"),
        change(
            "an added token with another's id",
            root -> ((ObjectNode) root.get("added_tokens").get(0)).put("id", 4),
            "the added token '<pad>' at the id that it has"),
        change(
            "an added token far behind",
            root ->
                ((ArrayNode) root.get("added_tokens"))
                    .addObject()
                    .put("id", 900_000)
                    .put("content", "<far>"),
            "the added token '<far>'"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void isRefusedByWhatIsWrong(String what, Consumer<ObjectNode> change, String message) {
    ObjectNode root = PieceFiles.unigrams(SCORES);
    change.accept(root);
    refused(root).as(what).hasMessageContaining(message);
  }

  static Stream<byte[]> tables() {
    byte[] past = new byte[4 + 1024 + 2];
    System.arraycopy(PieceFiles.little(1024), 0, past, 0, 4);
    System.arraycopy(PieceFiles.little(1 << 20), 0, past, 4, 4); // the root leads far away
    return Stream.of(
        new byte[0],
        new byte[] {1, 2, 3},
        PieceFiles.little(400),
        PieceFiles.little(0),
        Arrays.copyOf(PieceFiles.little(8), 13),
        past);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void tablesOfCharactersThatLeadOutOfThemselvesAreRefused(byte[] table) {
    ObjectNode root = PieceFiles.unigrams(SCORES);
    ObjectNode step = PieceFiles.typed("Precompiled");
    root.set(
        "normalizer", step.put("precompiled_charsmap", Base64.getEncoder().encodeToString(table)));
    refused(root).hasMessageContaining("precompiled_charsmap");
  }

  @Test
  void whatIsNoJsonIsRefused() throws IOException {
    for (String content : List.of("", "[]", "{\"model\":", "{} {}", "\u0000\u0001", "{\"a\":1}")) {
      PieceFiles.write(folder, PieceFiles.unigrams(SCORES), "{'tokenizer_class': 'T5Tokenizer'}");
      Files.writeString(folder.resolve("tokenizer.json"), content);
      refused();
    }
  }

  @Test
  void anySpieceModelIsReadOrRefused() throws IOException {
    byte[] good = PieceFiles.spiece(SCORES, new byte[0]);
    Path file = folder.resolve("spiece.model");
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      try (Tokenizer tokenizer = Tokenizer.load(folder, 64)) {
        tokenizer.encode("ab");
      } catch (ModelException refused) {
        assertThat(refused).hasMessageContaining("spiece.model");
      }
    }
    Files.write(file, "not a model".getBytes(StandardCharsets.UTF_8));
    refused().hasMessageContaining("expected a unigram vocabulary of SentencePiece");
  }

  @Test
  void aMarkerThatTheVocabularyLacksIsNamed() {
    PieceFiles.write(
        folder,
        PieceFiles.unigrams(SCORES),
        "{'tokenizer_class': 'SiglipTokenizer', 'pad_token': '<fill>'}");
    refused().hasMessageContaining("expected the token '<fill>' in the vocabulary");
  }

  @Test
  void aClipDirectoryWithSuchAVocabularySaysWhatToDo() throws IOException {
    PieceFiles.write(folder, PieceFiles.unigrams(SCORES), "{}");
    refused().hasMessageContaining("tokenizer_config.json names a tokenizer_class");
  }

  @Test
  void aThousandLoadsLeaveMemoryAsItWas() throws Exception {
    PieceFiles.write(folder, PieceFiles.unigrams(SCORES), "{'tokenizer_class': 'T5Tokenizer'}");
    assertThat(
            NativeMemory.growthOf(TokenizerLoop.class, folder.toString(), "1000", "true").bytes())
        .isLessThan(NativeMemory.ALLOWED_BYTES);
  }

  @Test
  void theNativeLibraryIsNotLoadedForClipsOwnVocabulary() throws Exception {
    BytePairTrainer.train(List.of("a red circle"), 520).write(folder);
    assertThat(NativeMemory.growthOf(TokenizerLoop.class, folder.toString(), "20", "false"))
        .isNotNull();
  }
}
