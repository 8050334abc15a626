package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.probe.Accuracy;
import io.clipstream.model.probe.Examples;
import io.clipstream.model.probe.LinearProbe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A linear probe that learns from pictures of one kind and is tested on sets of others (paper,
 * section 3.3): what a classifier that was taught the classes keeps under a shift.
 */
public final class TransferredProbe {
  /** Of five pictures of a class one is kept to choose the penalty's strength by. */
  private static final int VALIDATION = 5;

  private final Clip clip;
  private final Map<String, Integer> classes = new HashMap<>();

  private TransferredProbe(Clip clip, List<EncodedSet> tests) {
    this.clip = clip;
    tests.forEach(
        set -> set.set().classes().forEach(name -> classes.putIfAbsent(name, classes.size())));
  }

  /**
   * Learns and tests.
   *
   * @param train pictures of other classes than those of the tests are passed over
   * @param tests encoded by {@code clip}; the probe has features of its own
   * @return for each test whether each of its examples got its class, in their order
   * @throws ModelException if no class has five pictures to learn from
   */
  public static List<List<Boolean>> run(Clip clip, LabelledSet train, List<EncodedSet> tests) {
    TransferredProbe transfer = new TransferredProbe(clip, tests);
    try (NDManager scope = clip.newScope()) {
      LinearProbe probe = transfer.learn(scope, train);
      List<List<Boolean>> right = new ArrayList<>();
      for (EncodedSet test : tests) {
        Examples examples = transfer.features(test.set().name(), test.examples());
        right.add(Tested.of(scope, probe, examples).right());
      }
      return right;
    }
  }

  private LinearProbe learn(NDManager scope, LabelledSet train) {
    List<LabelledSet.Example> known =
        train.examples().stream().filter(e -> classes.containsKey(e.label())).toList();
    if (known.isEmpty()) {
      throw new ModelException(train.name() + ": no picture has a class of the sets to test on");
    }
    Examples all = features(train.name(), known);
    int[] kept = kept(all);
    int[] rest =
        IntStream.range(0, all.size()).filter(i -> Arrays.binarySearch(kept, i) < 0).toArray();
    if (kept.length == 0) {
      throw new ModelException(
          train.name()
              + ": no class has five pictures, so none can be kept to choose the penalty by");
    }
    ChosenProbe chosen =
        ChosenProbe.of(scope, all.at(rest), all.at(kept), Accuracy.Mean.PICTURES, fit -> {});
    return LinearProbe.train(scope, all, chosen.strength(), Optional.of(chosen.probe()));
  }

  /** Every fifth example of each class, ascending. */
  private static int[] kept(Examples all) {
    return Arrays.stream(all.byClass())
        .flatMapToInt(
            members ->
                IntStream.range(0, members.length)
                    .filter(i -> i % VALIDATION == VALIDATION - 1)
                    .map(i -> members[i]))
        .sorted()
        .toArray();
  }

  private Examples features(String name, List<LabelledSet.Example> examples) {
    List<double[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    new ExamplePictures(clip, clip::probeFeatures)
        .encode(
            name,
            examples,
            (read, encoded) -> {
              rows.addAll(rows(encoded, read.size()));
              read.forEach(example -> labels.add(classes.get(example.label())));
            });
    return new Examples(
        rows.toArray(double[][]::new),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        classes.size());
  }

  private static List<double[]> rows(NDArray encoded, int count) {
    return EncodedSet.rows(encoded.toFloatArray(), count).stream()
        .map(row -> IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray())
        .toList();
  }
}
