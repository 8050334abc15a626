package io.clipstream.model.training;

import io.clipstream.model.TextTower;
import io.clipstream.model.text.TokenBatch;
import io.clipstream.model.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Texts of a few random pieces of words. Any vocabulary has them, so a text encoder can be held to
 * what it makes of words that no caption at hand has.
 *
 * @param ids what the tokenizer makes of each, markers included
 * @param rows the same as the text tower takes them: {@code [T, L]}
 * @param markers ids that are no words: start, end, padding
 */
record RandomTexts(List<int[]> ids, TokenBatch rows, Set<Integer> markers) {
  static final RandomTexts NONE =
      new RandomTexts(List.of(), new TokenBatch(new long[0], 0), Set.of());

  private static final int MAX_WORDS = 4;

  /** So many texts; they follow from the seed. */
  static RandomTexts of(Tokenizer tokenizer, TextTower tower, int count, long seed) {
    Set<Integer> markers = new TreeSet<>();
    Arrays.stream(tokenizer.encodePadded("")).forEach(id -> markers.add((int) id));
    SplittableRandom random = new SplittableRandom(seed);
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] words =
          random
              .ints(0, tokenizer.vocabularySize())
              .filter(id -> tokenizer.has(id) && !markers.contains(id))
              .limit(1 + random.nextInt(MAX_WORDS))
              .toArray();
      texts.add(tokenizer.marked(words));
    }
    return new RandomTexts(texts, tokenizer.batch(texts, tower::positions), markers);
  }

  int size() {
    return ids.size();
  }

  /** Whether a text has one of these tokens, markers aside. */
  boolean hasAny(int text, Set<Integer> tokens) {
    return Arrays.stream(ids.get(text))
        .anyMatch(id -> tokens.contains(id) && !markers.contains(id));
  }
}
