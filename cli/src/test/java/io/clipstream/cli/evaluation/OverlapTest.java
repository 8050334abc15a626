package io.clipstream.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.model.evaluation.NearestTraining.Neighbour;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverlapTest {
  /** {@code overlap} pictures with a near-duplicate, then the clean ones; the first are right. */
  private static Overlap overlap(int overlap, int rightThere, int clean, int rightClean) {
    List<Boolean> right =
        IntStream.range(0, overlap + clean)
            .mapToObj(i -> i < overlap ? i < rightThere : i - overlap < rightClean)
            .toList();
    List<Neighbour> neighbours =
        IntStream.range(0, overlap + clean)
            .mapToObj(i -> new Neighbour(i < overlap ? 0.9 : 0.89, "p"))
            .toList();
    return Overlap.of(right, neighbours, 0.9);
  }

  @Test
  void picturesArePartedAtTheThreshold() {
    Overlap overlap = overlap(10, 8, 40, 20);

    assertThat(overlap.all()).isEqualTo(new Proportion(28, 50));
    assertThat(overlap.overlap()).isEqualTo(new Proportion(8, 10));
    assertThat(overlap.clean()).isEqualTo(new Proportion(20, 40));
    assertThat(overlap.contamination()).isEqualTo(0.2);
  }

  @Test
  void theTestTakesTheAccuracyOnTheCleanPartForTrue() {
    Overlap overlap = overlap(10, 8, 40, 20);

    assertThat(overlap.inflation().getAsDouble()).isCloseTo(0.06, within(1e-12));
    assertThat(overlap.difference().getAsDouble()).isCloseTo(0.3, within(1e-12));
    // Eight or more heads of ten coins: 56 of 1,024.
    assertThat(overlap.p().getAsDouble()).isCloseTo(0.0546875, within(1e-12));
  }

  @Test
  void theIntervalIsThePapers() {
    Overlap overlap = overlap(20, 3, 10, 5);

    assertThat(overlap.interval().low()).isCloseTo(0.0137749858, within(1e-9));
    assertThat(overlap.interval().high()).isCloseTo(0.4761480682, within(1e-9));
  }

  @Test
  void aGroupOfPicturesIsNearIfOneOfThemIs() {
    List<Neighbour> neighbours =
        List.of(
            new Neighbour(0.2, "a"),
            new Neighbour(0.8, "b"),
            new Neighbour(0.95, "c"),
            new Neighbour(0.1, "d"));
    Duplicates groups = new Duplicates(neighbours, 0.9).ofGroups(List.of(0, 1, 0, 1));

    assertThat(groups.neighbours()).extracting(Neighbour::picture).containsExactly("c", "b");
    Overlap overlap = groups.of(List.of(true, false));
    assertThat(overlap.overlap()).isEqualTo(new Proportion(1, 1));
    assertThat(overlap.clean()).isEqualTo(new Proportion(0, 1));
  }

  @Test
  void withoutOverlapThereIsNothingToTest() {
    Overlap overlap = overlap(0, 0, 10, 5);

    assertThat(overlap.contamination()).isZero();
    assertThat(overlap.inflation()).hasValue(0);
    assertThat(overlap.p()).isEmpty();
    assertThat(overlap.difference()).isEmpty();
  }

  @Test
  void withoutACleanPictureThereIsNothingToCompareWith() {
    Overlap overlap = overlap(10, 5, 0, 0);

    assertThat(overlap.inflation()).isEmpty();
    assertThat(overlap.p()).isEmpty();
  }
}
