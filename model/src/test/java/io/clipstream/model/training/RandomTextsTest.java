package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.TextTower;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomTextsTest {
  private static final int COUNT = 100;

  @TempDir private Path dir;
  private Tokenizer tokenizer;
  private RandomTexts texts;
  private TextTower tower;

  @BeforeEach
  void make() {
    SmallCheckpoint checkpoint = SmallCheckpoint.write(dir.resolve("checkpoint"), 1);
    tower = checkpoint.config().text();
    tokenizer = Tokenizer.load(checkpoint.directory(), tower.contextLength());
    texts = RandomTexts.of(tokenizer, tower, COUNT, 1);
  }

  @Test
  void theyFollowFromTheSeedAndAreFullOfDifferentWords() {
    RandomTexts again = RandomTexts.of(tokenizer, tower, COUNT, 1);
    assertThat(again.rows().ids()).isEqualTo(texts.rows().ids());
    assertThat(RandomTexts.of(tokenizer, tower, COUNT, 2).rows().ids())
        .isNotEqualTo(texts.rows().ids());
    Set<Integer> words =
        texts.ids().stream()
            .flatMapToInt(Arrays::stream)
            .filter(id -> !texts.markers().contains(id))
            .boxed()
            .collect(Collectors.toSet());
    assertThat(words).hasSizeGreaterThan(COUNT);
  }

  @Test
  void rowsHoldTheTextsAsTheTowerTakesThem() {
    assertThat(texts.size()).isEqualTo(COUNT);
    for (int i = 0; i < COUNT; i++) {
      long[] row = Arrays.copyOfRange(texts.rows().ids(), i * length(), (i + 1) * length());
      long[] padded = Arrays.copyOf(tokenizer.pad(texts.ids().get(i)), length());
      assertThat(row).isEqualTo(padded);
    }
  }

  private int length() {
    return texts.rows().length();
  }

  @Test
  void aTextHasItsOwnWordsAndMarkersAreNone() {
    int[] first = texts.ids().get(0);
    assertThat(texts.hasAny(0, texts.markers())).isFalse();
    assertThat(
            IntStream.of(first)
                .filter(id -> !texts.markers().contains(id))
                .allMatch(id -> texts.hasAny(0, Set.of(id))))
        .isTrue();
    assertThat(texts.hasAny(0, Set.of())).isFalse();
  }
}
