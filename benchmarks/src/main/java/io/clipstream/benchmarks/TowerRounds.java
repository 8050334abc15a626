package io.clipstream.benchmarks;

import io.clipstream.model.encoder.Kernel;
import io.clipstream.model.encoder.ProductShape;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A tower's batch in turn with its products alone, with plain weights, and with the peer.
 *
 * @param architecture its name
 * @param batch pictures or texts at a time
 * @param kernels of the shapes of its products
 */
record TowerRounds(String architecture, int batch, Map<ProductShape, Kernel> kernels) {
  static final String OURS = "ours";
  static final String PLAIN = "plain weights";
  static final String PRODUCTS = "products alone";
  static final String PEER = "ONNX Runtime";

  /** Batches in a round: small ones are too short to be timed alone. */
  private static final int ITEMS = 16;

  /** Each task several times a round, all as often. */
  Map<String, Runnable> repeated(Map<String, Runnable> tasks) {
    Map<String, Runnable> all = new LinkedHashMap<>();
    tasks.forEach(
        (name, task) ->
            all.put(
                name,
                () -> {
                  for (int i = 0; i < repetitions(); i++) {
                    task.run();
                  }
                }));
    return all;
  }

  private int repetitions() {
    return Math.max(1, ITEMS / batch);
  }

  /** Prints a line a task, and gives the numbers. */
  Map<String, Object> report(Table table, Rounds rounds, Iterable<String> tasks) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("architecture", architecture);
    result.put("batch", batch);
    Map<String, String> forms = new LinkedHashMap<>();
    kernels.forEach((shape, kernel) -> forms.put(shape.toString(), kernel.name()));
    result.put("kernels", forms);
    double items = (double) batch * repetitions();
    for (String task : tasks) {
      double ratio = rounds.ratio(task, OURS);
      table.line(
          "%-9s batch %3d  %-15s %9.2f/s (best %9.2f)  %s",
          architecture,
          batch,
          task,
          items / rounds.median(task),
          items / rounds.best(task),
          task.equals(OURS) ? "" : String.format(Locale.ROOT, "ours has %.3f of its rate", ratio));
      Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("per_second", items / rounds.median(task));
      numbers.put("best_per_second", items / rounds.best(task));
      numbers.put("ours_over_this", ratio);
      result.put(task, numbers);
    }
    return result;
  }
}
