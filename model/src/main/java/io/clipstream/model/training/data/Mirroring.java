package io.clipstream.model.training.data;

import java.util.List;
import java.util.Set;

/** Knows which pictures a mirror would make wrong, by the words of their captions. */
public final class Mirroring {
  /** Sides and directions, what turns, and what can be read. */
  private static final Set<String> SIDED =
      Set.of(
          "left",
          "right",
          "leftward",
          "rightward",
          "leftwards",
          "rightwards",
          "clockwise",
          "anticlockwise",
          "counterclockwise",
          "clock",
          "oclock",
          "thirty",
          "watch",
          "arrow",
          "arrows",
          "east",
          "west",
          "waxing",
          "waning",
          "crescent",
          "quarter",
          "gibbous",
          "moon",
          "text",
          "word",
          "words",
          "letter",
          "letters",
          "number",
          "numbers",
          "digit",
          "keycap",
          "button",
          "sign",
          "input",
          "alphabet",
          "flag",
          "map",
          "latin",
          "zodiac",
          "music",
          "musical",
          "banknote",
          "symbol",
          "japanese",
          "next",
          "previous",
          "forward",
          "reverse");

  private Mirroring() {}

  /** Whether a mirrored picture would still be what each of {@code captions} says. */
  public static boolean isSafe(List<String> captions) {
    return captions.stream().noneMatch(Mirroring::sided);
  }

  /** Word by word without a regular expression: this runs for every picture shown. */
  private static boolean sided(String caption) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= caption.length(); i++) {
      char c = i < caption.length() ? Character.toLowerCase(caption.charAt(i)) : ' ';
      if (c >= 'a' && c <= 'z') {
        word.append(c);
      } else if (c != '\'' && c != '\u2019') {
        if (SIDED.contains(word.toString())) {
          return true;
        }
        word.setLength(0);
      }
    }
    return false;
  }
}
