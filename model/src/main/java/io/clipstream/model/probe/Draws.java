package io.clipstream.model.probe;

import io.clipstream.model.training.data.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Random choices among examples class by class, that follow from a seed. */
public final class Draws {
  private Draws() {}

  /**
   * Examples in two parts.
   *
   * @param rest indices of what was not drawn, ascending
   * @param drawn indices, ascending
   */
  public record Split(int[] rest, int[] drawn) {}

  /**
   * Draws {@code count} examples of each class; all of a class that has fewer. Draws of other
   * counts with the same seed hold each other.
   */
  public static int[] ofEach(Examples examples, int count, long seed) {
    int[][] members = examples.byClass();
    return IntStream.range(0, members.length)
        .flatMap(c -> shuffled(members[c], seed, c).limit(count))
        .sorted()
        .toArray();
  }

  /**
   * Draws a share of each class: of two examples or more at least one, and never all; of one none.
   *
   * @param share 0 to 1
   */
  public static Split stratified(Examples examples, double share, long seed) {
    int[][] members = examples.byClass();
    int[] drawn =
        IntStream.range(0, members.length)
            .flatMap(c -> shuffled(members[c], seed, c).limit(part(members[c].length, share)))
            .sorted()
            .toArray();
    int[] rest =
        IntStream.range(0, examples.size())
            .filter(i -> Arrays.binarySearch(drawn, i) < 0)
            .toArray();
    return new Split(rest, drawn);
  }

  private static long part(int size, double share) {
    return size < 2 ? 0 : Math.max(1, Math.min(size - 1, Math.round(share * size)));
  }

  private static IntStream shuffled(int[] members, long seed, int number) {
    return Arrays.stream(Seeds.permutation(members.length, Seeds.mix(seed, number)))
        .map(i -> members[i]);
  }
}
