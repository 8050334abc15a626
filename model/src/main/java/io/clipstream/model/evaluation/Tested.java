package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.probe.Accuracy;
import io.clipstream.model.probe.Examples;
import io.clipstream.model.probe.LinearProbe;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a linear probe made of examples.
 *
 * @param right whether each got its class, in their order
 */
record Tested(Accuracy accuracy, List<Boolean> right) {
  Tested {
    right = List.copyOf(right);
  }

  /**
   * @param scope on whose device products are computed
   */
  static Tested of(NDManager scope, LinearProbe probe, Examples test) {
    int[] classified = probe.classify(scope, test);
    return new Tested(
        Accuracy.of(test.labels(), classified),
        IntStream.range(0, classified.length)
            .mapToObj(i -> classified[i] == test.labels()[i])
            .toList());
  }
}
