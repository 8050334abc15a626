package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.text.BytePairTrainer.Vocabulary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WholeWordsTest {
  private static final List<String> CAPTIONS =
      List.of("a blueberry", "a black berry", "a bear bar");

  private static int pieces(Vocabulary vocabulary, String word) {
    return vocabulary.tokenizer(77).encode(word).length - 2;
  }

  @Test
  void wordsBecomeOnePieceAndThoseOfTheCaptionsStayWhatTheyWere() {
    List<String> captions = new ArrayList<>();
    CAPTIONS.forEach(caption -> captions.addAll(Collections.nCopies(3, caption)));
    Vocabulary learned = BytePairTrainer.train(captions, 2_000);
    // One ends as another does, one begins as another does, one holds another, one is known.
    List<String> words = List.of("strawberry", "xberry", "straw", "strawberries", "bear", "日本");
    words.stream()
        .filter(w -> !w.equals("bear"))
        .forEach(w -> assertThat(pieces(learned, w)).isGreaterThan(1));

    Vocabulary with = learned.with(words, 2_000);
    words.forEach(word -> assertThat(pieces(with, word)).as(word).isEqualTo(1));
    for (String word : List.of("blueberry", "black", "berry", "bar")) {
      assertThat(with.tokenizer(77).pieces(with.tokenizer(77).encode(word)))
          .isEqualTo(learned.tokenizer(77).pieces(learned.tokenizer(77).encode(word)));
    }
    assertThat(with.pieces().subList(0, learned.size() - 2))
        .isEqualTo(learned.pieces().subList(0, learned.size() - 2));
    assertThat(with.pieces())
        .doesNotHaveDuplicates()
        .endsWith(Vocabularies.START, Vocabularies.END);
  }

  /** However the merges of one cross those of another. */
  @Test
  void manyWordsOfFewLettersAllBecomeOnePiece() {
    Random random = new Random(3);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      StringBuilder word = new StringBuilder();
      for (int j = 2 + random.nextInt(7); j > 0; j--) {
        word.append((char) ('a' + random.nextInt(3)));
      }
      words.add(word.toString());
    }
    Vocabulary learned = BytePairTrainer.train(words.subList(0, 100), 700);
    List<String> before = words.stream().filter(word -> pieces(learned, word) == 1).toList();
    assertThat(before).hasSizeBetween(10, 490);
    Vocabulary with = learned.with(words, 10_000);
    words.forEach(word -> assertThat(pieces(with, word)).as(word).isEqualTo(1));
  }

  @Test
  void thoseInFrontComeInWhileThereIsRoomAndWhatIsNoWordIsPassedOver() {
    Vocabulary learned = BytePairTrainer.train(List.of("a a"), 514);
    Vocabulary with = learned.with(List.of("two words", " ", "cat", "horse", "dog", "ox"), 517);
    assertThat(with.size()).isEqualTo(517);
    assertThat(with.pieces().subList(512, 515)).containsExactly("ca", "cat</w>", "ox</w>");
    assertThat(learned.with(List.of("cat"), 514)).isEqualTo(learned);
    assertThat(learned.with(List.of(), 600)).isEqualTo(learned);
  }
}
