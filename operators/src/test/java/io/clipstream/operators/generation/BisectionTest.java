package io.clipstream.operators.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BisectionTest {
  private final List<Integer> sizes = new ArrayList<>();

  private List<String> run(int n, List<Integer> bad, int room, boolean healthy) {
    return new Bisection<Integer, String>(
            batch -> encode(batch, bad, room), failure -> "refused", () -> healthy)
        .run(IntStream.range(0, n).boxed().toList());
  }

  /** A device that cannot take some records, and holds {@code room} at once. */
  private List<String> encode(List<Integer> batch, List<Integer> bad, int room) {
    sizes.add(batch.size());
    if (batch.size() > room) {
      throw new EngineException("CUDA out of memory. Tried to allocate 2 GiB");
    }
    if (batch.stream().anyMatch(bad::contains)) {
      throw new IllegalStateException("cannot take it");
    }
    return batch.stream().map(i -> "encoded " + i).toList();
  }

  @Test
  void onlyTheBadRecordOfABatchIsRefused() {
    List<String> results = run(16, List.of(5), 16, true);
    for (int i = 0; i < 16; i++) {
      assertThat(results.get(i)).isEqualTo(i == 5 ? "refused" : "encoded " + i);
    }
    assertThat(sizes).hasSize(9);
  }

  @Test
  void aBatchThatDoesNotFitIntoMemoryIsHalvedUntilItDoes() {
    assertThat(run(16, List.of(), 4, true)).hasSize(16).allMatch(r -> r.startsWith("encoded"));
    assertThat(sizes).containsExactly(16, 8, 4, 4, 8, 4, 4);
  }

  @Test
  void aDeviceThatFailsWithEverythingFailsTheJob() {
    assertThatThrownBy(() -> run(4, List.of(0, 1, 2, 3), 4, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot take it");
  }

  @Test
  void memoryIsNeverTheFaultOfARecord() {
    assertThatThrownBy(() -> run(4, List.of(), 0, true))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("out of memory");
  }
}
