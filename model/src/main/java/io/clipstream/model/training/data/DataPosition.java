package io.clipstream.model.training.data;

import io.clipstream.model.ModelException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a loader stands between two batches; from here it goes on with the same batches, bit for
 * bit.
 *
 * @param step batches handed out before
 * @param epoch epochs finished before
 * @param next pairs of this epoch that were taken up before
 * @param deferred those of them that wait for a later batch, in order, counted from 0
 */
public record DataPosition(long step, int epoch, long next, List<Long> deferred) {
  /** Before the first batch. */
  public static final DataPosition START = new DataPosition(0, 0, 0, List.of());

  public DataPosition {
    deferred = List.copyOf(deferred);
    if (step < 0 || epoch < 0 || next < 0 || deferred.stream().anyMatch(d -> d < 0)) {
      throw new ModelException("data position has a negative number: " + step + ", " + epoch);
    }
  }

  /** As one word for a snapshot; {@link #parse} reads it. */
  public String encoded() {
    String waiting = deferred.stream().map(String::valueOf).collect(Collectors.joining(","));
    return step + ":" + epoch + ":" + next + ":" + waiting;
  }

  /**
   * @throws ModelException if {@code encoded} is not what {@link #encoded} writes
   */
  public static DataPosition parse(String encoded) {
    String[] fields = encoded.split(":", -1);
    try {
      List<Long> deferred =
          Stream.of(fields[3].split(",")).filter(f -> !f.isEmpty()).map(Long::valueOf).toList();
      return new DataPosition(
          Long.parseLong(fields[0]),
          Integer.parseInt(fields[1]),
          Long.parseLong(fields[2]),
          deferred);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new ModelException(
          "data position is '" + encoded + "', expected step:epoch:next:deferred,...", e);
    }
  }
}
