package io.clipstream.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Measures several things in turn, round after round, so that what slows the machine down for a
 * while slows all of them: ratios within a round can be trusted where absolute times cannot.
 */
final class Rounds {
  private final Map<String, double[]> seconds = new LinkedHashMap<>();

  private Rounds() {}

  /**
   * Runs every task once to warm up, then {@code rounds} times in turn.
   *
   * @param nanos the clock
   * @param tasks by name, in the order in which they run
   */
  static Rounds of(int rounds, LongSupplier nanos, Map<String, Runnable> tasks) {
    Rounds result = new Rounds();
    tasks.forEach((name, task) -> task.run());
    tasks.keySet().forEach(name -> result.seconds.put(name, new double[rounds]));
    List<String> names = new ArrayList<>(tasks.keySet());
    for (int round = 0; round < rounds; round++) {
      for (String name : names) {
        long start = nanos.getAsLong();
        tasks.get(name).run();
        result.seconds.get(name)[round] = (nanos.getAsLong() - start) / 1e9;
      }
    }
    return result;
  }

  /**
   * Runs every task once to warm up, then {@code rounds} times in turn.
   *
   * @param tasks by name, in the order in which they run; each says how many seconds it counts
   * @param done told the name of what has warmed up
   */
  static Rounds of(int rounds, Map<String, DoubleSupplier> tasks, Consumer<String> done) {
    Rounds result = new Rounds();
    tasks.forEach(
        (name, task) -> {
          double unused = task.getAsDouble();
          done.accept(name);
          result.seconds.put(name, new double[rounds]);
        });
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, DoubleSupplier> task : tasks.entrySet()) {
        result.seconds.get(task.getKey())[round] = task.getValue().getAsDouble();
      }
    }
    return result;
  }

  /** The shortest time of a task, in seconds. */
  double best(String task) {
    return Arrays.stream(seconds.get(task)).min().orElseThrow();
  }

  /** The median time of a task, in seconds. */
  double median(String task) {
    return middle(seconds.get(task));
  }

  /** The median over rounds of the time of {@code task} divided by that of {@code other}. */
  double ratio(String task, String other) {
    double[] ratios = new double[seconds.get(task).length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = seconds.get(task)[i] / seconds.get(other)[i];
    }
    return middle(ratios);
  }

  private static double middle(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
