package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.ModelException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairTrainerTest {
  private static final String[] SYLLABLES = {"ka", "to", "ri", "ban", "el", "s", "qu", "é", "日本"};

  private static List<String> captions(int count) {
    Random random = new Random(5);
    List<String> captions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder caption = new StringBuilder();
      for (int j = 0; j < 12; j++) {
        caption.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        caption.append(random.nextInt(3) == 0 ? " " : "");
      }
      captions.add(caption.toString());
    }
    return captions;
  }

  /** The textbook algorithm: all pairs counted anew for every merge. */
  private static List<List<String>> plainMerges(List<String> captions, int count) {
    Map<List<String>, Integer> words = new HashMap<>();
    for (String caption : captions) {
      for (String word : WordSplitter.split(TextCleaner.clean(caption))) {
        words.merge(symbols(word), 1, Integer::sum);
      }
    }
    List<String> pieces = new ArrayList<>(ByteSymbols.inVocabularyOrder());
    ByteSymbols.inVocabularyOrder().forEach(s -> pieces.add(s + "</w>"));
    List<List<String>> merges = new ArrayList<>();
    while (pieces.size() < 512 + count) {
      List<String> best = mostFrequent(words, pieces);
      merges.add(best);
      pieces.add(best.get(0) + best.get(1));
      Map<List<String>, Integer> merged = new HashMap<>();
      words.forEach((word, n) -> merged.merge(join(word, best), n, Integer::sum));
      words = merged;
    }
    return merges;
  }

  private static List<String> symbols(String word) {
    List<String> symbols = new ArrayList<>();
    for (byte b : word.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      symbols.add(ByteSymbols.symbol(b & 0xFF));
    }
    symbols.set(symbols.size() - 1, symbols.get(symbols.size() - 1) + "</w>");
    return symbols;
  }

  private static List<String> mostFrequent(Map<List<String>, Integer> words, List<String> pieces) {
    Map<List<String>, Integer> pairs = new HashMap<>();
    words.forEach(
        (word, n) -> {
          for (int i = 0; i + 1 < word.size(); i++) {
            pairs.merge(word.subList(i, i + 2), n, Integer::sum);
          }
        });
    int most = Collections.max(pairs.values());
    return pairs.keySet().stream()
        .filter(pair -> pairs.get(pair) == most)
        .min(
            java.util.Comparator.comparingInt((List<String> p) -> pieces.indexOf(p.get(0)))
                .thenComparingInt(p -> pieces.indexOf(p.get(1))))
        .map(List::copyOf)
        .orElseThrow();
  }

  private static List<String> join(List<String> word, List<String> pair) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < word.size(); i++) {
      if (i + 1 < word.size() && word.subList(i, i + 2).equals(pair)) {
        out.add(pair.get(0) + pair.get(1));
        i++;
      } else {
        out.add(word.get(i));
      }
    }
    return out;
  }

  @Test
  void mergesEqualThoseOfTheTextbookAlgorithm() {
    List<String> captions = captions(60);
    List<List<String>> expected = plainMerges(captions, 80);
    assertThat(BytePairTrainer.train(captions, 514 + 80).merges()).isEqualTo(expected);
  }

  @Test
  void theMostFrequentPairComesFirst() {
    BytePairTrainer.Vocabulary learned = BytePairTrainer.train(List.of("ab ab ab cd cd"), 516);
    assertThat(learned.merges()).containsExactly(List.of("a", "b</w>"), List.of("c", "d</w>"));
    assertThat(learned.pieces().subList(512, 516))
        .containsExactly("ab</w>", "cd</w>", "<|startoftext|>", "<|endoftext|>");
  }

  @Test
  void orderOfCaptionsDoesNotMatter() {
    List<String> captions = captions(200);
    List<String> shuffled = new ArrayList<>(captions);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(BytePairTrainer.train(shuffled, 700))
        .isEqualTo(BytePairTrainer.train(captions, 700));
  }

  @Test
  void writtenVocabularyIsReadBackWithTheSameIds(@TempDir Path folder) {
    List<String> captions = captions(300);
    BytePairTrainer.Vocabulary learned = BytePairTrainer.train(captions, 700);
    learned.write(folder.resolve("new/model"));
    Tokenizer read = Tokenizer.load(folder.resolve("new/model"), 77);
    assertThat(read.vocabularySize()).isEqualTo(learned.size()).isEqualTo(700);
    assertThat(((ClipTokenizer) read).startToken()).isEqualTo(698);
    assertThat(((ClipTokenizer) read).endToken()).isEqualTo(699);
    for (String caption : captions) {
      assertThat(read.encode(caption)).containsExactly(learned.tokenizer(77).encode(caption));
      assertThat(read.decode(read.encode(caption))).isEqualTo(TextCleaner.clean(caption));
    }
  }

  @Test
  void wordsOftenSeenBecomeOnePiece() {
    BytePairTrainer.Vocabulary learned =
        BytePairTrainer.train(Collections.nCopies(50, "a photo of a zebra"), 2_000);
    assertThat(learned.tokenizer(77).pieces(learned.tokenizer(77).encode("zebra photo")))
        .containsExactly("<|startoftext|>", "zebra</w>", "photo</w>", "<|endoftext|>");
  }

  @Test
  void pairsSeenOnceAreNotLearned() {
    assertThat(BytePairTrainer.train(List.of("zebra"), 1_000).size()).isEqualTo(514);
  }

  @Test
  void writingLeavesNothingElseBehind(@TempDir Path folder) throws IOException {
    BytePairTrainer.train(captions(5), 520).write(folder);
    BytePairTrainer.train(captions(5), 530).write(folder);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactly("tokenizer.json");
    }
    assertThat(Tokenizer.load(folder, 77).vocabularySize()).isEqualTo(530);
  }

  @Test
  void aPathThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    BytePairTrainer.Vocabulary learned = BytePairTrainer.train(captions(5), 520);
    assertThatThrownBy(() -> learned.write(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void sizesOutOfRangeAndEmptyCaptionsAreRefused() {
    assertThatThrownBy(() -> BytePairTrainer.train(captions(5), 513))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("vocabulary size is 513, expected 514");
    assertThatThrownBy(() -> BytePairTrainer.train(List.of("", " \n"), 600))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected some words");
  }
}
