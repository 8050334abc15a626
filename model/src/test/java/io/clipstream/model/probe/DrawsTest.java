package io.clipstream.model.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawsTest {
  /** Classes of 20, 5, 1 and no pictures, mixed. */
  private final Examples examples = examples(20, 5, 1, 0);

  private static Examples examples(int... sizes) {
    int[] labels =
        IntStream.range(0, 100)
            .flatMap(i -> IntStream.range(0, sizes.length).filter(c -> i < sizes[c]))
            .toArray();
    double[][] features = new double[labels.length][1];
    return new Examples(features, labels, sizes.length);
  }

  private long count(int[] indices, int label) {
    return Arrays.stream(indices).filter(i -> examples.labels()[i] == label).count();
  }

  @Test
  void asManyOfEachClassAreDrawnAsAskedForOrAllOfIt() {
    int[] four = Draws.ofEach(examples, 4, 1);
    assertThat(IntStream.range(0, 4).mapToLong(c -> count(four, c)))
        .containsExactly(4L, 4L, 1L, 0L);
    int[] eight = Draws.ofEach(examples, 8, 1);
    assertThat(IntStream.range(0, 4).mapToLong(c -> count(eight, c)))
        .containsExactly(8L, 5L, 1L, 0L);
    assertThat(eight).doesNotHaveDuplicates().isSorted().contains(four);
  }

  @Test
  void drawsFollowFromTheSeedAndReachAll() {
    assertThat(Draws.ofEach(examples, 2, 7)).isEqualTo(Draws.ofEach(examples, 2, 7));
    int[] met =
        IntStream.range(0, 200)
            .flatMap(seed -> Arrays.stream(Draws.ofEach(examples, 2, seed)))
            .distinct()
            .toArray();
    assertThat(met).hasSize(26);
  }

  @Test
  void aShareOfEachClassIsSetApartButNeverAllOfIt() {
    Draws.Split split = Draws.stratified(examples, 0.2, 3);
    assertThat(IntStream.range(0, 4).mapToLong(c -> count(split.drawn(), c)))
        .containsExactly(4L, 1L, 0L, 0L);
    assertThat(split.rest()).hasSize(21).doesNotContain(split.drawn());
    assertThat(count(Draws.stratified(examples, 0.99, 3).rest(), 1)).isEqualTo(1);
    assertThat(count(Draws.stratified(examples, 0.01, 3).drawn(), 1)).isEqualTo(1);
  }
}
