package io.clipstream.model.text;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Undoes the decoding of UTF-8 with a single-byte encoding ("Ã©" for "é"), as ftfy 6.3 does in its
 * {@code fix_encoding}: text that holds an unlikely sequence of characters is encoded again, with
 * each of ten encodings in turn, and kept if the bytes are UTF-8.
 */
final class Mojibake {
  private static final Map<String, String> SETS = sets();
  private static final Pattern UNLIKELY = unlikely();

  /** One UTF-8 sequence in wrong clothes. */
  private static final Pattern SEQUENCE =
      Pattern.compile(
          withSets(
              "[{utf8_first_of_2}][{utf8_continuation}]"
                  + "|[{utf8_first_of_3}][{utf8_continuation}]{2}"
                  + "|[{utf8_first_of_4}][{utf8_continuation}]{3}"));

  /** The first sequence of a run; within a huge garble it is better to fix nothing. */
  private static final Pattern FIRST_SEQUENCE =
      Pattern.compile(withSets("(?<![{utf8_continuation_strict}])(?:") + SEQUENCE.pattern() + ")");

  /** UTF-8 sequences but for a no-break space that became a plain one. */
  private static final Pattern ALTERED =
      Pattern.compile(
          "[\\xc2\\xc3\\xc5\\xce\\xd0\\xd9] "
              + "|[\\xe2\\xe3] [\\x80-\\x84\\x86-\\x9f\\xa1-\\xbf]"
              + "|[\\xe0-\\xe3][\\x80-\\x84\\x86-\\x9f\\xa1-\\xbf] "
              + "|\\xf0 [\\x80-\\xbf]{2}"
              + "|\\xf0[\\x80-\\xbf] [\\x80-\\xbf]"
              + "|\\xf0[\\x80-\\xbf]{2} ");

  /**
   * The word "à", which takes its own space back; some Portuguese words that begin with it don't.
   */
  private static final Pattern A_GRAVE = Pattern.compile("\\xc3 (?! |quele|quela|quilo|s )");

  /** UTF-8 sequences of which a byte was lost, and lost bytes that stand alone. */
  private static final Pattern LOSSY =
      Pattern.compile(
          "[\\xc2-\\xdf]\\x1a"
              + "|[\\xc2\\xc3]\\?"
              + "|\\xed[\\xa0-\\xaf][\\x1a?]\\xed[\\xb0-\\xbf][\\x1a?\\x80-\\xbf]"
              + "|\\xed[\\xa0-\\xaf][\\x1a?\\x80-\\xbf]\\xed[\\xb0-\\xbf][\\x1a?]"
              + "|[\\xe0-\\xef][\\x1a?][\\x1a\\x80-\\xbf]"
              + "|[\\xe0-\\xef][\\x1a\\x80-\\xbf][\\x1a?]"
              + "|[\\xf0-\\xf4][\\x1a?][\\x1a\\x80-\\xbf]{2}"
              + "|[\\xf0-\\xf4][\\x1a\\x80-\\xbf][\\x1a?][\\x1a\\x80-\\xbf]"
              + "|[\\xf0-\\xf4][\\x1a\\x80-\\xbf]{2}[\\x1a?]"
              + "|\\x1a");

  private static final String REPLACEMENT_BYTES = "\u00EF\u00BF\u00BD";

  private Mojibake() {}

  private static Map<String, String> sets() {
    return Tables.lines("mojibake.txt").stream()
        .filter(line -> line.startsWith("set "))
        .map(line -> line.split(" ", 3))
        .collect(Collectors.toMap(parts -> parts[1], parts -> parts[2]));
  }

  private static Pattern unlikely() {
    String rules =
        Tables.lines("mojibake.txt").stream()
            .filter(line -> line.startsWith("bad "))
            .map(line -> withSets(line.substring("bad ".length())))
            .collect(Collectors.joining("|"));
    return Pattern.compile(rules, Pattern.UNIX_LINES);
  }

  private static String withSets(String rule) {
    String filled = rule;
    for (Map.Entry<String, String> set : SETS.entrySet()) {
      filled = filled.replace("{" + set.getKey() + "}", set.getValue());
    }
    return filled;
  }

  static boolean isBad(String text) {
    return UNLIKELY.matcher(text).find();
  }

  /** Repairs as often as that changes something: mojibake may be layered. */
  static String repair(String text) {
    String before;
    String after = text;
    do {
      before = after;
      after = repairOnce(before);
    } while (!after.equals(before));
    return after;
  }

  private static String repairOnce(String text) {
    if (Fixes.isAscii(text) || !isBad(text)) {
      return text;
    }
    String decoded = decodeWhole(text);
    if (decoded != null) {
      return decoded;
    }
    String inParts = repairRuns(text);
    if (!inParts.equals(text)) {
      return inParts;
    }
    String windows = CodePage.latin1AsWindows1252(text);
    return windows != null && !windows.equals(text) ? windows : Fixes.c1Controls(text);
  }

  private static String decodeWhole(String text) {
    for (CodePage page : CodePage.ALL) {
      String bytes = page.encode(text);
      String decoded = bytes == null ? null : LenientUtf8.decode(restored(bytes, page));
      if (decoded != null) {
        return decoded;
      }
    }
    return null;
  }

  private static String restored(String encoded, CodePage page) {
    String bytes = encoded;
    // In MacRoman byte D0 is the en dash, which a space may well follow.
    if (!page.isMacRoman() && ALTERED.matcher(bytes).find()) {
      bytes = A_GRAVE.matcher(bytes).replaceAll("\u00C3\u00A0 ");
      bytes = ALTERED.matcher(bytes).replaceAll(match -> match.group().replace(' ', '\u00A0'));
    }
    return page.isSloppy() ? LOSSY.matcher(bytes).replaceAll(REPLACEMENT_BYTES) : bytes;
  }

  /** Repairs runs of UTF-8-like sequences each for itself: text from several sources. */
  private static String repairRuns(String text) {
    Matcher first = FIRST_SEQUENCE.matcher(text);
    Matcher next = SEQUENCE.matcher(text);
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    while (first.find(done)) {
      // A loop instead of a repeated group, which would use a stack frame a repetition.
      int end = first.end();
      while (next.region(end, text.length()).lookingAt()) {
        end = next.end();
      }
      String run = text.substring(first.start(), end);
      boolean part = run.length() < text.length();
      out.append(text, done, first.start()).append(part && isBad(run) ? repair(run) : run);
      done = end;
    }
    return out.append(text, done, text.length()).toString();
  }
}
