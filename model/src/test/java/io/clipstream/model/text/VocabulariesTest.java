package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabulariesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CAPTIONS =
      List.of("a red circle", "a red square", "the red circle, again", "squares and circles");

  @TempDir Path folder;
  private ObjectNode tokenizer;

  @BeforeEach
  void trainSmallVocabulary() throws IOException {
    BytePairTrainer.train(CAPTIONS, 540).write(folder);
    tokenizer = (ObjectNode) JSON.readTree(folder.resolve("tokenizer.json").toFile());
  }

  private ObjectNode model() {
    return (ObjectNode) tokenizer.get("model");
  }

  private void save() throws IOException {
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
  }

  private AbstractThrowableAssert<?, ?> loadingFails() {
    return assertThatThrownBy(() -> Tokenizer.load(folder, 77)).isInstanceOf(ModelException.class);
  }

  private void writeOriginal(String lines) throws IOException {
    Files.deleteIfExists(folder.resolve("tokenizer.json"));
    Path file = folder.resolve("bpe_simple_vocab_16e6.txt.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(lines.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void allThreeLayoutsGiveTheSameIds() throws IOException {
    Tokenizer first = Tokenizer.load(folder, 77);
    String merges =
        BytePairTrainer.train(CAPTIONS, 540).merges().stream()
            .map(pair -> String.join(" ", pair))
            .collect(Collectors.joining("\n", "#version: 0.2\n", "\n"));
    Path second = Files.createDirectory(folder.resolve("second"));
    JSON.writeValue(second.resolve("vocab.json").toFile(), model().get("vocab"));
    Files.writeString(second.resolve("merges.txt"), merges);
    writeOriginal(merges);
    for (String text : List.of("a red circle", "Squares; again", "日本 <|endoftext|>")) {
      assertThat(Tokenizer.load(second, 77).encode(text)).containsExactly(first.encode(text));
      assertThat(Tokenizer.load(folder, 77).encode(text)).containsExactly(first.encode(text));
    }
  }

  @Test
  void mergesMayBeListsOfTwo() throws IOException {
    int[] before = Tokenizer.load(folder, 77).encode("a red circle");
    ArrayNode pairs = JSON.createArrayNode();
    model().get("merges").forEach(m -> pairs.add(JSON.valueToTree(m.asText().split(" "))));
    model().set("merges", pairs);
    save();
    assertThat(Tokenizer.load(folder, 77).encode("a red circle")).containsExactly(before);
  }

  @Test
  void aDirectoryWithoutVocabularyIsNamed() throws IOException {
    Files.delete(folder.resolve("tokenizer.json"));
    assertThat(Tokenizer.isPresent(folder)).isFalse();
    loadingFails().hasMessageContaining("found none").hasMessageContaining(folder.toString());
    Files.writeString(folder.resolve("vocab.json"), "{}");
    assertThat(Tokenizer.isPresent(folder)).isFalse();
  }

  @Test
  void truncatedJsonIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("tokenizer.json"));
    for (int length : new int[] {0, 1, 100, whole.length / 2, whole.length - 2}) {
      Files.write(folder.resolve("tokenizer.json"), java.util.Arrays.copyOf(whole, length));
      loadingFails().hasMessageContaining("tokenizer.json");
    }
  }

  @Test
  void jsonOfAnotherKindIsRefused() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), "[1, 2]");
    loadingFails().hasMessageContaining("model.end_of_word_suffix");
    model().put("type", "Unigram");
    save();
    loadingFails().hasMessageContaining("model.type is 'Unigram', expected 'BPE'");
  }

  @Test
  void deeplyNestedJsonIsRefused() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), "[".repeat(1_000_000));
    loadingFails().hasMessageContaining("expected JSON");
  }

  @Test
  void aMergeOfUnknownPiecesIsNamed() throws IOException {
    ((ArrayNode) model().get("merges")).add("zz q");
    save();
    loadingFails().hasMessageContaining("joins 'zz' and 'q'").hasMessageContaining("no 'zz'");
  }

  @Test
  void aMergeThatIsNoPairIsNamed() throws IOException {
    ((ArrayNode) model().get("merges")).insert(0, "a b c");
    save();
    loadingFails().hasMessageContaining("as merge 1, found 'a b c'");
  }

  @Test
  void aMissingByteIsNamed() throws IOException {
    ((ObjectNode) model().get("vocab")).remove("q</w>");
    save();
    loadingFails().hasMessageContaining("expected the piece 'q</w>'");
  }

  @Test
  void aMissingMarkerIsNamed() throws IOException {
    ((ObjectNode) model().get("vocab")).remove("<|endoftext|>");
    tokenizer.remove("added_tokens");
    save();
    loadingFails().hasMessageContaining("expected the piece '<|endoftext|>'");
  }

  @Test
  void idsThatAreNoIdsAreRefused() throws IOException {
    ObjectNode vocabulary = (ObjectNode) model().get("vocab");
    vocabulary.put("a", 1);
    save();
    loadingFails().hasMessageContaining("an id of its own");
    vocabulary.put("a", -5);
    save();
    loadingFails().hasMessageContaining("found -5");
    vocabulary.put("a", 2_000_000_000);
    save();
    loadingFails().hasMessageContaining("expected ids below 1000000");
    vocabulary.put("a", "one");
    save();
    loadingFails().hasMessageContaining("expected a whole number as id of 'a'");
  }

  @Test
  void anEmptyVocabularyIsRefused() throws IOException {
    Files.delete(folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("vocab.json"), "{}");
    Files.writeString(folder.resolve("merges.txt"), "");
    loadingFails().hasMessageContaining("vocab.json").hasMessageContaining("expected the piece '");
  }

  @Test
  void mergesThatAreNotUtf8AreRefused() throws IOException {
    writeOriginal("");
    Files.delete(folder.resolve("bpe_simple_vocab_16e6.txt.gz"));
    JSON.writeValue(folder.resolve("vocab.json").toFile(), model().get("vocab"));
    Files.write(folder.resolve("merges.txt"), new byte[] {(byte) 0xC3, 0x28});
    loadingFails().hasMessageContaining("merges.txt: expected UTF-8");
  }

  @Test
  void aBrokenArchiveIsRefused() throws IOException {
    writeOriginal("#version\n" + "a b\n".repeat(100));
    Path file = folder.resolve("bpe_simple_vocab_16e6.txt.gz");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 10));
    loadingFails().hasMessageContaining("cannot be read");
    Files.writeString(file, "no gzip");
    loadingFails().hasMessageContaining("cannot be read");
  }

  @Test
  void anArchiveThatUnpacksToTooMuchIsRefused() throws IOException {
    writeOriginal("x".repeat(33 << 20));
    loadingFails().hasMessageContaining("at most 32 MiB");
  }

  @Test
  void aContextWithoutRoomForTheMarkersIsRefused() {
    assertThatThrownBy(() -> Tokenizer.load(folder, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("context length is 1, expected at least 2");
  }
}
