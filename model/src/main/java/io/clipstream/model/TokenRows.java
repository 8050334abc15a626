package io.clipstream.model;

import java.util.List;

/**
 * Texts of several lengths as rows of one length.
 *
 * @param ids row after row; kept, not copied
 * @param length of a row
 */
public record TokenRows(long[] ids, int length) {
  /**
   * Rows as long as the tower needs for the longest text; 0 stands behind the shorter ones, which a
   * vocabulary that pads otherwise has filled by itself.
   *
   * @param texts at least one, each of at most the context length
   */
  public static TokenRows of(List<int[]> texts, TextTower tower) {
    int longest = texts.stream().mapToInt(ids -> ids.length).max().orElseThrow();
    int length = tower.positions(longest);
    long[] rows = new long[texts.size() * length];
    for (int row = 0; row < texts.size(); row++) {
      int[] ids = texts.get(row);
      for (int i = 0; i < ids.length; i++) {
        rows[row * length + i] = ids[i];
      }
    }
    return new TokenRows(rows, length);
  }
}
