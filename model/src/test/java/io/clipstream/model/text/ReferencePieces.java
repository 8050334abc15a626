package io.clipstream.model.text;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Pieces of a text, worked out as the papers say it, slowly. */
final class ReferencePieces {
  private ReferencePieces() {}

  /**
   * The segmentation of the highest sum of scores (Kudo 2018): Viterbi over the text's characters.
   * A character that no piece begins with is unknown, at 10 below the lowest score; neighbours of
   * that kind are one.
   */
  static List<Integer> unigrams(Map<String, Double> scores, String text) {
    int[] characters = text.codePoints().toArray();
    List<String> pieces = List.copyOf(scores.keySet());
    double lowest = scores.values().stream().mapToDouble(x -> x).min().orElseThrow() - 10;
    double[] best = new double[characters.length + 1];
    int[] from = new int[characters.length + 1];
    int[] ids = new int[characters.length + 1];
    Arrays.fill(best, 1, best.length, Double.NEGATIVE_INFINITY);
    for (int start = 0; start < characters.length; start++) {
      for (int end = start + 1; end <= characters.length; end++) {
        String piece = new String(characters, start, end - start);
        boolean known = scores.containsKey(piece);
        double score = best[start] + (known ? scores.get(piece) : lowest);
        if ((known || end == start + 1) && score > best[end]) {
          best[end] = score;
          from[end] = start;
          ids[end] = pieces.indexOf(known ? piece : "<unk>");
        }
      }
    }
    List<Integer> found = new ArrayList<>();
    int unknown = pieces.indexOf("<unk>");
    for (int end = characters.length; end > 0; end = from[end]) {
      boolean again = ids[end] == unknown && !found.isEmpty() && found.get(0) == unknown;
      if (!again) {
        found.add(0, ids[end]);
      }
    }
    return found;
  }

  /**
   * Greedy merges in the order of the list (Sennrich et al. 2016): of all neighbours, those that
   * stand first in it, and of these the leftmost. Characters that are no pieces are their bytes.
   */
  static List<Integer> merges(List<String> pieces, List<List<String>> merges, String text) {
    List<String> symbols = new ArrayList<>();
    text.codePoints().mapToObj(Character::toString).forEach(c -> symbols.addAll(of(pieces, c)));
    while (true) {
      int rank = Integer.MAX_VALUE;
      int at = -1;
      for (int i = 0; i + 1 < symbols.size(); i++) {
        int found = merges.indexOf(List.of(symbols.get(i), symbols.get(i + 1)));
        if (found >= 0 && found < rank) {
          rank = found;
          at = i;
        }
      }
      if (at < 0) {
        return symbols.stream().map(pieces::indexOf).toList();
      }
      symbols.set(at, symbols.get(at) + symbols.remove(at + 1));
    }
  }

  /**
   * BERT's word pieces (Devlin et al. 2019, in the code that they published): without control
   * characters and accents, in lower case, ideographs and punctuation apart; of each word the
   * longest pieces from the left, or unknown if some part of it is none.
   */
  static List<Integer> words(List<String> pieces, String text) {
    List<Integer> found = new ArrayList<>();
    for (String word : apart(text).strip().split(" +")) {
      if (!word.isEmpty()) {
        found.addAll(ofWord(pieces, word.codePoints().toArray()));
      }
    }
    return found;
  }

  private static String apart(String text) {
    StringBuilder kept = new StringBuilder();
    for (int c : text.codePoints().toArray()) {
      boolean space = c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
      boolean control = c == 0 || c == 0xfffd || "CcCfCnCoCs".contains(category(c));
      if (space) {
        kept.append(' ');
      } else if (!control) {
        kept.append(
            c >= 0x4e00 && c <= 0x9fff ? " " + Character.toString(c) + " " : Character.toString(c));
      }
    }
    StringBuilder apart = new StringBuilder();
    Normalizer.normalize(kept, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .mapToObj(c -> Character.toString(Character.toLowerCase(c)))
        .forEach(
            c -> apart.append(c.matches("[\\p{Punct}\\p{IsPunctuation}]") ? " " + c + " " : c));
    return apart.toString();
  }

  private static String category(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> "Cc";
      case Character.FORMAT -> "Cf";
      case Character.UNASSIGNED -> "Cn";
      case Character.PRIVATE_USE -> "Co";
      case Character.SURROGATE -> "Cs";
      default -> "another";
    };
  }

  private static List<Integer> ofWord(List<String> pieces, int[] word) {
    List<Integer> found = new ArrayList<>();
    int start = 0;
    while (start < word.length) {
      int end = word.length;
      int id = -1;
      while (id < 0 && end > start) {
        String part = new String(word, start, end - start);
        id = pieces.indexOf(start > 0 ? "##" + part : part);
        end -= id < 0 ? 1 : 0;
      }
      if (id < 0 || word.length > 100) {
        return List.of(pieces.indexOf("[UNK]"));
      }
      found.add(id);
      start = end;
    }
    return found;
  }

  private static List<String> of(List<String> pieces, String character) {
    if (pieces.contains(character)) {
      return List.of(character);
    }
    List<String> bytes = new ArrayList<>();
    for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
      bytes.add("<0x%02X>".formatted(b));
    }
    return bytes;
  }
}
