package io.clipstream.model.text;

import java.nio.charset.StandardCharsets;
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
