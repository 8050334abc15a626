package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PieceTokenizerTest {
  private static final String SIGLIP =
      "{'tokenizer_class': 'SiglipTokenizer', 'pad_token': '</s>', 'model_max_length': 64}";
  private static final String GEMMA =
      "{'tokenizer_class': 'GemmaTokenizer', 'add_bos_token': false, 'add_eos_token': true}";
  private static final String T5 = "{'tokenizer_class': 'T5Tokenizer'}";
  private static final int END = 1;

  @TempDir Path folder;

  /** All substrings of some words up to five letters, so that most texts have many readings. */
  private static Map<String, Double> scores() {
    Random random = new Random(7);
    Map<String, Double> scores = new LinkedHashMap<>();
    List.of("<pad>", "</s>", "<unk>").forEach(piece -> scores.put(piece, 0.0));
    for (String word : List.of("\u2581photograph", "\u2581of", "\u2581cats", "\u2581\u00fcber")) {
      for (int from = 0; from < word.length(); from++) {
        for (int to = from + 1; to <= Math.min(word.length(), from + 5); to++) {
          scores.putIfAbsent(word.substring(from, to), -2.0 * (to - from) - 3 * random.nextFloat());
        }
      }
    }
    return scores;
  }

  private static List<List<String>> rules() {
    return Stream.of("p h", "o t", "ph ot", "c a", "ca t", "\u2581 c", "\u2581c a", "o f", "t o")
        .map(pair -> List.of(pair.split(" ", -1)))
        .toList();
  }

  private static List<String> pieces() {
    List<String> pieces = new ArrayList<>(List.of("<pad>", "<eos>", "<bos>", "<unk>"));
    IntStream.range(0, 256).forEach(b -> pieces.add("<0x%02X>".formatted(b)));
    "\u2581photcaf".chars().mapToObj(c -> String.valueOf((char) c)).forEach(pieces::add);
    rules().forEach(pair -> pieces.add(String.join("", pair)));
    return pieces.stream().distinct().toList();
  }

  private static String text(Random random, String letters) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static int[] between(List<Integer> ids) {
    return IntStream.concat(ids.stream().mapToInt(x -> x), IntStream.of(END)).toArray();
  }

  @Test
  void unigramsAreThoseOfTheHighestScore() {
    Map<String, Double> scores = scores();
    PieceFiles.write(folder, PieceFiles.unigrams(scores), T5);
    Random random = new Random(3);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 64)) {
      for (int i = 0; i < 500; i++) {
        String text = text(random, "photgrapcsf\u00fcberXY \u65e5").replaceAll(" +", " ").strip();
        List<Integer> expected =
            text.isEmpty()
                ? List.of()
                : ReferencePieces.unigrams(scores, "\u2581" + text.replace(' ', '\u2581'));
        assertThat(tokenizer.encode(text)).as(text).containsExactly(between(expected));
      }
    }
  }

  @Test
  void spieceModelGivesTheSameAsSentencePiece() throws IOException {
    Map<String, Double> scores = scores();
    Files.write(folder.resolve("spiece.model"), PieceFiles.spiece(scores, new byte[0]));
    Random random = new Random(4);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 64)) {
      assertThat(tokenizer).isInstanceOf(PieceTokenizer.class);
      for (int i = 0; i < 300; i++) {
        String text = text(random, "photgrapcsf\u00fcber \u65e5").replaceAll(" +", " ").strip();
        List<Integer> expected =
            text.isEmpty()
                ? List.of()
                : ReferencePieces.unigrams(scores, "\u2581" + text.replace(' ', '\u2581'));
        assertThat(tokenizer.encode("  " + text.replace(" ", "   ") + " "))
            .as(text)
            .containsExactly(between(expected));
      }
    }
  }

  @Test
  void mergesAreTakenInTheirOrderAndUnknownCharactersAreBytes() {
    List<String> pieces = pieces();
    PieceFiles.write(folder, PieceFiles.merges(pieces, rules()), GEMMA);
    Random random = new Random(5);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 200)) {
      for (int i = 0; i < 500; i++) {
        String text = text(random, "photcaf z\u65e5");
        List<Integer> expected =
            ReferencePieces.merges(pieces, rules(), text.replace(' ', '\u2581'));
        assertThat(tokenizer.encode(text)).as(text).containsExactly(between(expected));
      }
    }
  }

  @Test
  void whatIsTooLongLosesItsEndAndKeepsTheMarker() {
    PieceFiles.write(folder, PieceFiles.unigrams(scores()), SIGLIP);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 8);
        Tokenizer longer = Tokenizer.load(folder, 64)) {
      int[] whole = longer.encode("photograph of cats of cats");
      int[] cut = tokenizer.encode("photograph of cats of cats");
      assertThat(whole.length).isGreaterThan(8);
      assertThat(cut).startsWith(Arrays.copyOf(whole, 7)).hasSize(8).endsWith(END);
    }
  }

  @Test
  void paddingIsTheTokenThatTheFilesNameUpToAllPositions() {
    PieceFiles.write(folder, PieceFiles.unigrams(scores()), SIGLIP);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 5)) {
      int[] cats = tokenizer.encode("");
      assertThat(cats).containsExactly(END);
      assertThat(tokenizer.pad(cats)).containsExactly(1, 1, 1, 1, 1);
      assertThat(tokenizer.batch(List.of(cats, cats), longest -> longest).length()).isEqualTo(5);
      assertThat(tokenizer.batch(List.of(cats, cats), longest -> longest).ids()).hasSize(10);
    }
    PieceFiles.write(folder, PieceFiles.unigrams(scores()), T5);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 5)) {
      assertThat(tokenizer.encodePadded("")).containsExactly(END, 0, 0, 0, 0);
    }
    PieceFiles.write(
        folder,
        PieceFiles.unigrams(scores()),
        "{'tokenizer_class': 'T5Tokenizer', 'padding_side': 'left', 'pad_token': {'content': '<unk>'}}");
    try (Tokenizer tokenizer = Tokenizer.load(folder, 5)) {
      assertThat(tokenizer.encodePadded("")).containsExactly(2, 2, 2, 2, END);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SiglipTokenizer | '  Photo, OF_ cats!!  '  | photo of cats",
        "T5Tokenizer | 'cats  of' | cats of",
        "GemmaTokenizer | 'PHOTO' | photo",
        "Siglip2Tokenizer | 'Cat' | cat",
      })
  void textIsCleanedAsTheModelWasTrained(String kind, String text, String same) {
    boolean gemma = kind.startsWith("Gemma") || kind.equals("Siglip2Tokenizer");
    PieceFiles.write(
        folder,
        gemma ? PieceFiles.merges(pieces(), rules()) : PieceFiles.unigrams(scores()),
        "{'tokenizer_class': '%s'}".formatted(kind));
    try (Tokenizer tokenizer = Tokenizer.load(folder, 64)) {
      assertThat(tokenizer.decode(tokenizer.encode(text)).replaceAll(" +", " ")).isEqualTo(same);
    }
  }

  @Test
  void whereTheFilesSaySoTheCaseIsKept() {
    PieceFiles.write(
        folder,
        PieceFiles.merges(pieces(), rules()),
        "{'tokenizer_class': 'GemmaTokenizer', 'do_lower_case': false}");
    try (Tokenizer tokenizer = Tokenizer.load(folder, 64)) {
      assertThat(tokenizer.decode(tokenizer.encode("CAT, cat"))).isEqualTo("CAT, cat");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "canonicalize, photo of cats",
    "lower, 'photo, of_cats & \u00fcber'",
    "whitespace, 'Photo, OF_cats & \u00fcber'",
  })
  void openClipsConfigurationSaysHowToClean(String clean, String same) throws IOException {
    PieceFiles.write(
        folder,
        PieceFiles.merges(pieces(), rules()),
        "{'tokenizer_class': 'GemmaTokenizer', 'add_eos_token': true}");
    Files.writeString(
        folder.resolve("open_clip_config.json"),
        ("{'model_cfg': {'text_cfg': {'hf_tokenizer_name': 'x/y',"
                + " 'tokenizer_kwargs': {'clean': '"
                + clean
                + "'}}}}")
            .replace('\'', '"'));
    try (Tokenizer tokenizer = Tokenizer.load(folder, 64)) {
      String found = tokenizer.decode(tokenizer.encode(" Photo,  OF_cats &amp; \u00c3\u00bcber"));
      assertThat(found).startsWith(same);
    }
  }

  @Test
  void openClipsUnknownOptionsAreRefused() throws IOException {
    PieceFiles.write(folder, PieceFiles.merges(pieces(), rules()), GEMMA);
    Files.writeString(
        folder.resolve("open_clip_config.json"),
        "{'model_cfg': {'text_cfg': {'tokenizer_kwargs': {'strip_sep_token': true}}}}"
            .replace('\'', '"'));
    assertThatThrownBy(() -> Tokenizer.load(folder, 64))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected no tokenizer_kwargs but clean, found strip_sep_token");
  }

  @Test
  void piecesAndSizeAreTheVocabularys() {
    PieceFiles.write(folder, PieceFiles.unigrams(scores()), SIGLIP);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 64)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(scores().size());
      assertThat(String.join("", tokenizer.pieces(tokenizer.encode("cats of"))))
          .isEqualTo("\u2581cats\u2581of</s>");
      assertThatThrownBy(() -> tokenizer.pieces(new int[] {scores().size()}))
          .hasMessageContaining("not in the vocabulary");
    }
  }
}
