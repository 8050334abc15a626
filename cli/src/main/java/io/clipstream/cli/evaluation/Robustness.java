package io.clipstream.cli.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Accuracy of models on sets of the same classes whose pictures are of different kinds (paper,
 * section 3.3).
 *
 * @param reference name of the set of the usual kind
 * @param shifted names of the others
 * @param classes that all sets have; models choose among these
 * @param rows one for each model and way to classify with it
 */
public record Robustness(String reference, List<String> shifted, int classes, List<Row> rows) {
  /** A way to classify. */
  public enum Method {
    ZERO_SHOT("zero-shot"),
    /**
     * Learns from pictures of the reference's kind, as the models do that the paper's line is of.
     */
    LINEAR_PROBE("linear probe");

    private final String title;

    Method(String title) {
      this.title = title;
    }

    /** For people. */
    public String title() {
      return title;
    }
  }

  /**
   * What one model reaches.
   *
   * @param accuracies by name of the set
   */
  public record Row(String checkpoint, Method method, Map<String, Proportion> accuracies) {
    LogitLine.Point point(String reference, String shifted) {
      return new LogitLine.Point(accuracies.get(reference), accuracies.get(shifted));
    }
  }

  public Robustness {
    shifted = List.copyOf(shifted);
    rows = List.copyOf(rows);
  }

  /**
   * The line from which effective robustness is counted: through the linear probes if there are two
   * or more, else through the zero-shot models if these are.
   */
  public Optional<LogitLine> line(String shift) {
    return LogitLine.fit(fitted().stream().map(row -> row.point(reference, shift)).toList());
  }

  /** The models that lines are fitted to. */
  public List<Row> fitted() {
    List<Row> probes = of(Method.LINEAR_PROBE);
    return probes.size() > 1 ? probes : of(Method.ZERO_SHOT);
  }

  /** The models that classify so. */
  public List<Row> of(Method method) {
    return rows.stream().filter(row -> row.method() == method).toList();
  }

  /** With the models of another measurement over the same sets. */
  public Robustness and(Robustness other) {
    List<Row> both = new ArrayList<>(rows);
    both.addAll(other.rows);
    return new Robustness(reference, shifted, classes, both);
  }
}
