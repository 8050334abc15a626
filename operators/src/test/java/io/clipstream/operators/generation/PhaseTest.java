package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.generation.Phase.Serving;
import io.clipstream.operators.generation.Phase.Situation;
import io.clipstream.operators.generation.Phase.Starting;
import io.clipstream.operators.generation.Phase.Swapping;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole table of transitions. */
class PhaseTest {
  private static final Phase<String> NOTHING = new Starting<>(Optional.empty());
  private static final Phase<String> STARTING_A = new Starting<>(Optional.of("a"));
  private static final Phase<String> STARTING_B = new Starting<>(Optional.of("b"));
  private static final Phase<String> SERVING_A = new Serving<>("a");
  private static final Phase<String> SERVING_B = new Serving<>("b");
  private static final Phase<String> A_TO_B = new Swapping<>("a", "b");

  /** As the table is written: lists of checkpoints, one letter each. */
  private static Situation<String> situation(
      String candidates, String wanted, String broken, String mayStart, String mayTakeOver) {
    return new Situation<>(
        candidates.isEmpty() ? List.of() : List.of(candidates.split("")),
        wanted.isEmpty() ? Optional.empty() : Optional.of(wanted),
        broken::contains,
        mayStart::contains,
        mayTakeOver::contains);
  }

  static Stream<Arguments> table() {
    return Stream.of(
        //            phase, candidates, wanted, broken, may start, may take over, next
        row("nothing to begin with", NOTHING, "", "", "", "", "", NOTHING),
        row("all are broken", NOTHING, "ab", "b", "ab", "", "", NOTHING),
        row("the best is tried", NOTHING, "ab", "b", "", "", "", STARTING_A),
        row("the next is tried", NOTHING, "ab", "b", "a", "", "", STARTING_B),
        row("it is being made", STARTING_A, "ab", "b", "", "", "", STARTING_A),
        row("the wanted one waits", STARTING_A, "ab", "b", "", "", "b", STARTING_A),
        row("it may start", STARTING_A, "ab", "b", "", "a", "", SERVING_A),
        row("it broke", STARTING_A, "ab", "b", "a", "a", "", STARTING_B),
        row("the last one broke", STARTING_B, "ab", "b", "ab", "", "", NOTHING),
        row("it stays though a better may be tried", STARTING_B, "ab", "b", "", "", "", STARTING_B),
        row("it is wanted no longer", STARTING_A, "b", "b", "", "a", "", STARTING_B),
        row("all is withdrawn", STARTING_A, "", "", "", "a", "", NOTHING),
        row("it is what is wanted", SERVING_A, "", "a", "", "", "", SERVING_A),
        row("nothing is wanted", SERVING_A, "", "", "", "", "", SERVING_A),
        row("another is wanted", SERVING_A, "", "b", "", "", "", A_TO_B),
        row("the other is broken", SERVING_A, "", "b", "b", "", "b", SERVING_A),
        row("candidates count at a start only", SERVING_A, "b", "a", "", "b", "b", SERVING_A),
        row("the other is being made", A_TO_B, "", "b", "", "b", "", A_TO_B),
        row("the other takes over", A_TO_B, "", "b", "", "", "b", SERVING_B),
        row("the other broke", A_TO_B, "", "b", "b", "", "b", SERVING_A),
        row("the other is withdrawn", A_TO_B, "", "", "", "", "b", SERVING_A),
        row("back to the one that serves", A_TO_B, "", "a", "", "", "b", SERVING_A),
        row("a third is wanted", A_TO_B, "", "c", "", "", "b", SERVING_A));
  }

  private static Arguments row(
      String name,
      Phase<String> phase,
      String candidates,
      String wanted,
      String broken,
      String mayStart,
      String mayTakeOver,
      Phase<String> next) {
    return Arguments.of(
        name, phase, situation(candidates, wanted, broken, mayStart, mayTakeOver), next);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void eachTransitionIsThatOfTheTable(
      String name, Phase<String> phase, Situation<String> now, Phase<String> next) {
    assertThat(phase.next(now)).isEqualTo(next);
  }

  @Test
  void onlyWhatServesIsActiveAndOnlyWhatIsMadeIsComing() {
    assertThat(STARTING_A.active()).isEmpty();
    assertThat(STARTING_A.coming()).contains("a");
    assertThat(SERVING_A.active()).contains("a");
    assertThat(SERVING_A.coming()).isEmpty();
    assertThat(A_TO_B.active()).contains("a");
    assertThat(A_TO_B.coming()).contains("b");
  }
}
