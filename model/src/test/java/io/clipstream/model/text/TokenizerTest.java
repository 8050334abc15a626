package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against golden values of the original tokenizer with CLIP's vocabulary cut to 4,000 merges. */
class TokenizerTest {
  private static final int START = 4512;
  private static final int END = 4513;

  private final Tokenizer tokenizer = Tokenizer.load(directory(), 77);

  private static Path directory() {
    return resource("clip-4000");
  }

  static Path resource(String name) {
    try {
      return Path.of(TokenizerTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Golden(String text, String clean, List<Integer> ids) {}

  private static List<Golden> golden() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Golden> all = new ArrayList<>();
    for (String line : Files.readAllLines(resource("tokenizer-golden.jsonl"))) {
      JsonNode node = json.readTree(line);
      List<Integer> ids = new ArrayList<>();
      node.get("ids").forEach(id -> ids.add(id.asInt()));
      all.add(new Golden(node.get("text").asText(), node.get("clean").asText(), ids));
    }
    return all;
  }

  @Test
  void everyGoldenTextIsCleanedAsTheOriginalCleansIt() throws IOException {
    List<Golden> all = golden();
    assertThat(all).hasSizeGreaterThan(500);
    for (Golden golden : all) {
      assertThat(TextCleaner.clean(golden.text())).as(golden.text()).isEqualTo(golden.clean());
    }
  }

  @Test
  void everyGoldenTextGetsTheIdsOfTheOriginal() throws IOException {
    Tokenizer roomy = Tokenizer.load(directory(), 1_000);
    for (Golden golden : golden()) {
      List<Integer> expected = new ArrayList<>(List.of(START));
      expected.addAll(golden.ids());
      expected.add(END);
      assertThat(roomy.encode(golden.text()))
          .as(golden.text())
          .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  @Test
  void publishedIdsAreFound() {
    assertThat(tokenizer.vocabularySize()).isEqualTo(4514);
    assertThat(tokenizer.encode("a photo of a cat"))
        .containsExactly(START, 320, 1125, 539, 320, 2368, END);
    assertThat(tokenizer.encode("hello world!")).containsExactly(START, 3306, 1002, 256, END);
  }

  @Test
  void emptyTextIsBothMarkers() {
    assertThat(tokenizer.encode("")).containsExactly(START, END);
    assertThat(tokenizer.encode(" \t\u0000\n")).containsExactly(START, END);
  }

  @Test
  void longTextLosesItsEndAndKeepsTheEndMarker() {
    int[] ids = tokenizer.encode("cat ".repeat(500));
    assertThat(ids).hasSize(77).endsWith(2368, END);
    int[] exactly = tokenizer.encode("cat ".repeat(75));
    assertThat(exactly).hasSize(77).isEqualTo(ids);
    assertThat(tokenizer.encode("cat ".repeat(74))).hasSize(76).endsWith(2368, END);
  }

  @Test
  void aWordIsCutInsideWhereTheContextEnds() {
    Tokenizer small = Tokenizer.load(directory(), 4);
    int[] whole = tokenizer.encode("zqxjkvzqxjkv");
    assertThat(small.encode("zqxjkvzqxjkv")).containsExactly(START, whole[1], whole[2], END);
  }

  @Test
  void paddingIsZerosUpToTheContextLength() {
    long[] padded = tokenizer.encodePadded("a cat");
    assertThat(padded).hasSize(77).startsWith(START, 320, 2368, END, 0);
    assertThat(IntStream.range(4, 77).mapToLong(i -> padded[i])).containsOnly(0L);
    assertThatThrownBy(() -> tokenizer.pad(new int[78]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("78 token ids, expected at most 77");
  }

  @Test
  void piecesAreTheVocabularysOwnStrings() {
    assertThat(tokenizer.pieces(tokenizer.encode("A photo, 2")))
        .containsExactly(
            "<|startoftext|>", "a</w>", "photo</w>", ",</w>", "2</w>", "<|endoftext|>");
  }

  @Test
  void decodingGivesTheCleanedWordsBack() {
    assertThat(tokenizer.decode(tokenizer.encode("  A PHOTO of Zürich, 日本 &amp; 😀!")))
        .isEqualTo("a photo of zürich , 日本 & 😀!");
    assertThat(tokenizer.decode(new int[] {})).isEmpty();
  }

  @Test
  void halfACharacterDecodesToTheReplacementCharacter() {
    int[] ids = tokenizer.encode("日");
    assertThat(tokenizer.decode(new int[] {ids[1]})).isEqualTo("\uFFFD");
  }

  @Test
  void idsOutsideTheVocabularyAreRefused() {
    assertThatThrownBy(() -> tokenizer.pieces(new int[] {4514}))
        .hasMessage("token id 4514: expected 0 to 4513");
    assertThatThrownBy(() -> tokenizer.decode(new int[] {-1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fourThreadsGetTheSameIdsAsOne() throws Exception {
    List<String> texts = golden().stream().map(Golden::text).toList();
    List<int[]> expected = texts.stream().map(tokenizer::encode).toList();
    Tokenizer shared = Tokenizer.load(directory(), 77);
    Callable<List<int[]>> pass = () -> texts.stream().map(shared::encode).toList();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (Future<List<int[]>> result :
          pool.invokeAll(Stream.generate(() -> pass).limit(8).toList())) {
        assertThat(result.get()).usingRecursiveComparison().isEqualTo(expected);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void moreDistinctWordsThanTheCacheHoldsAreEncodedAllTheSame() {
    int[] before = tokenizer.encode("word12 unusual");
    for (int i = 0; i < 70_000; i++) {
      tokenizer.encode("w" + Integer.toString(i, 36).replaceAll("[0-9]", "é"));
    }
    assertThat(tokenizer.encode("word12 unusual")).containsExactly(before);
  }

  @Test
  @Timeout(120)
  void hostileTextEndsSoon() {
    List<String> hostile =
        List.of(
            "&" + "amp;".repeat(1_000_000),
            "a".repeat(5_000_000),
            "ab".repeat(1_000_000),
            "Ã©".repeat(50_000),
            "Ã".repeat(100_000),
            "é\u0301".repeat(100_000),
            "\u001B[".repeat(100_000),
            "&#".repeat(100_000),
            "Σ'".repeat(50_000),
            "\n".repeat(5_000_000),
            "\u0300\u0323".repeat(50_000),
            "â€™Ä".repeat(30_000) + "日");
    for (String text : hostile) {
      assertThat(tokenizer.encode(text)).hasSizeBetween(2, 77).startsWith(START).endsWith(END);
    }
  }
}
