package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** BERT's vocabularies, which OpenCLIP has CLIPA's texts go through. */
class WordPiecesTest {
  private static final int START = 2;
  private static final int END = 3;

  @TempDir Path folder;

  @BeforeEach
  void write() {
    PieceFiles.bert(folder);
  }

  private void openClip(String options) throws IOException {
    Files.writeString(
        folder.resolve("open_clip_config.json"),
        "{'model_cfg': {'text_cfg': {'hf_tokenizer_name': 'x', 'tokenizer_kwargs': {%s}}}}"
            .formatted(options)
            .replace('\'', '"'));
  }

  private List<String> pieces() throws IOException {
    ObjectNode root =
        (ObjectNode) PieceFiles.JSON.readTree(folder.resolve("tokenizer.json").toFile());
    List<String> pieces = new ArrayList<>();
    root.path("model").path("vocab").fieldNames().forEachRemaining(pieces::add);
    return pieces;
  }

  @Test
  void aWordIsItsLongestPiecesFromTheLeft() throws IOException {
    List<String> pieces = pieces();
    int[] letters =
        "cats dogphraof.,!-\u00c9\u00fc\u0130\u732b\u72ac\u3002\u2014\u0301\u00ad\t Z9_$\u03a3"
            .codePoints()
            .toArray();
    Random random = new Random(11);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 200)) {
      for (int i = 0; i < 1000; i++) {
        String text = text(random, letters);
        IntStream expected =
            ReferencePieces.words(pieces, text).stream().mapToInt(Integer::intValue);
        assertThat(tokenizer.encode(text))
            .as(text)
            .containsExactly(
                IntStream.concat(IntStream.concat(IntStream.of(START), expected), IntStream.of(END))
                    .toArray());
      }
    }
  }

  private static String text(Random random, int[] letters) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(
          random.nextInt(4) == 0
              ? List.of("cat", "photograph", "dogs").get(random.nextInt(3))
              : Character.toString(letters[random.nextInt(letters.length)]));
    }
    return text.toString();
  }

  @Test
  void aLongWordIsUnknownAndPiecesJoinToWordsAgain() {
    try (Tokenizer tokenizer = Tokenizer.load(folder, 64)) {
      assertThat(tokenizer.encode("cat" + "s".repeat(98))).containsExactly(START, 1, END);
      int[] ids = tokenizer.encode("Photographs, of C\u00e1ts");
      assertThat(tokenizer.pieces(ids))
          .containsExactly("[CLS]", "photo", "##graph", "##s", ",", "of", "cat", "##s", "[SEP]");
      assertThat(tokenizer.decode(ids)).isEqualTo("photographs , of cats");
    }
  }

  /**
   * As OpenCLIP has CLIPA see it: all behind the text is id 0, and a text that is cut loses one.
   */
  @Test
  void theEndOfATextIsBlankedWhereTheConfigurationSaysSo() throws IOException {
    openClip("'strip_sep_token': true");
    try (Tokenizer tokenizer = Tokenizer.load(folder, 5)) {
      int cat = pieces().indexOf("cat");
      assertThat(tokenizer.encodePadded("cat")).containsExactly(START, cat, 0, 0, 0);
      assertThat(tokenizer.encodePadded("cat cat cat cat"))
          .containsExactly(START, cat, cat, cat, 0);
      assertThat(tokenizer.encodePadded("cat[SEP]cat")).containsExactly(START, cat, 0, cat, 0);
    }
    openClip("'strip_sep_token': false");
    try (Tokenizer tokenizer = Tokenizer.load(folder, 5)) {
      assertThat(tokenizer.encode("cat")).endsWith(END);
    }
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        change(root -> model(root).put("unk_token", "[NONE]"), "a piece of the vocabulary"),
        change(root -> model(root).remove("unk_token"), "a piece of the vocabulary"),
        change(root -> model(root).put("continuing_subword_prefix", ""), "a prefix as model"),
        change(root -> model(root).remove("continuing_subword_prefix"), "a prefix as model"),
        change(root -> model(root).put("max_input_chars_per_word", 1_000_000), "at most 1000"),
        change(root -> model(root).putArray("merges"), "nothing beside word pieces"),
        change(root -> model(root).put("type", "BPE"), "nothing as model"),
        change(
            root -> ((ObjectNode) root.get("normalizer")).put("lowercase", "yes"),
            "a normalizer as SentencePiece models have it, or BERT's"));
  }

  private static Arguments change(Consumer<ObjectNode> change, String message) {
    return Arguments.of(change, message);
  }

  private static ObjectNode model(ObjectNode root) {
    return (ObjectNode) root.get("model");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatIsNoSuchVocabularyIsRefused(Consumer<ObjectNode> change, String message)
      throws IOException {
    ObjectNode root =
        (ObjectNode) PieceFiles.JSON.readTree(folder.resolve("tokenizer.json").toFile());
    change.accept(root);
    PieceFiles.write(folder, root, "{'tokenizer_class': 'BertTokenizerFast'}");
    assertThatThrownBy(() -> Tokenizer.load(folder, 64))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll(folder.toString(), message);
  }
}
