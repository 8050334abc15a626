package io.clipstream.cli.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The captions of a picture, as columns of equal probability: the name five times, three templates,
 * the name with keywords three times, keywords alone twice, so 38, 23, 23 and 15 %. Which templates
 * and keywords differs from picture to picture, so the designs of a concept do not share them.
 */
final class CaptionColumns {
  private static final int NAMES = 5;
  private static final int TEMPLATED = 3;
  private static final int NAMES_WITH_KEYWORDS = 3;
  private static final int KEYWORDS = 2;
  private static final List<String> TEMPLATES =
      List.of(
          "a photo of a %s.",
          "a picture of a %s",
          "a drawing of a %s",
          "an emoji of a %s",
          "an icon of a %s",
          "a cartoon of a %s",
          "a sticker of a %s",
          "an illustration of %s",
          "clip art of a %s",
          "this is a %s");

  private CaptionColumns() {}

  /**
   * @param name what the picture shows
   * @param keywords words that go with it; may be empty, then their columns hold the name
   * @param seed decides which templates and keywords
   */
  static List<String> of(String name, List<String> keywords, long seed) {
    Random random = new Random(seed);
    List<String> words = new ArrayList<>(keywords);
    words.removeIf(word -> word.equalsIgnoreCase(name));
    List<String> columns = new ArrayList<>(Collections.nCopies(NAMES, name));
    List<String> templates = new ArrayList<>(TEMPLATES);
    Collections.shuffle(templates, random);
    templates.subList(0, TEMPLATED).forEach(t -> columns.add(t.replace("%s", name)));
    for (int i = 0; i < NAMES_WITH_KEYWORDS; i++) {
      columns.add(joined(name, some(words, 1 + random.nextInt(3), random)));
    }
    for (int i = 0; i < KEYWORDS; i++) {
      List<String> chosen = some(words, 1 + random.nextInt(4), random);
      columns.add(chosen.isEmpty() ? name : String.join(", ", chosen));
    }
    return columns;
  }

  private static String joined(String name, List<String> words) {
    return words.isEmpty() ? name : name + ", " + String.join(", ", words);
  }

  private static List<String> some(List<String> words, int count, Random random) {
    List<String> shuffled = new ArrayList<>(words);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }
}
