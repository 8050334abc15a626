package io.clipstream.cli.evaluation;

import io.clipstream.cli.chart.Axis;
import io.clipstream.cli.chart.Bars;
import io.clipstream.cli.chart.Chart;
import io.clipstream.cli.chart.Series;
import io.clipstream.cli.chart.Series.Mark;
import io.clipstream.cli.chart.Series.Point;
import io.clipstream.cli.evaluation.Proportion.Interval;
import io.clipstream.cli.evaluation.Robustness.Method;
import io.clipstream.cli.evaluation.Robustness.Row;
import io.clipstream.cli.evaluation.SuiteResult.SetResult;
import io.clipstream.model.evaluation.FewShotEvaluation;
import io.clipstream.model.probe.Accuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Results as SVG pictures, after the paper's figures. */
public final class EvaluationCharts {
  private static final double CONFIDENCE = 0.95;

  /** Room beside the outermost points of a logit axis, as a factor of the odds. */
  private static final double ROOM = 1.6;

  private EvaluationCharts() {}

  /** Accuracy by way to put names into words, after figure 4. */
  public static String prompts(SuiteResult result) {
    List<SetResult> sets = result.sets();
    List<String> groups = new ArrayList<>(sets.stream().map(set -> set.entry().name()).toList());
    groups.add("average");
    List<Bars.Row> rows = new ArrayList<>();
    for (String prompts : sets.get(0).prompts().keySet()) {
      List<Double> values =
          new ArrayList<>(sets.stream().map(set -> set.prompts().get(prompts)).toList());
      values.add(result.average(prompts));
      rows.add(new Bars.Row(prompts, values));
    }
    return new Bars("Class names as prompts", groups, Axis.percent("zero-shot accuracy"), rows)
        .svg();
  }

  /** Accuracy over the number of labelled pictures a class, after figure 6. */
  public static String fewShot(FewShotEvaluation.Result result, Accuracy.Mean mean) {
    List<Point> curve =
        result.points().stream()
            .map(
                p ->
                    new Point(
                        p.examples(), p.mean(), p.mean() - p.deviation(), p.mean() + p.deviation()))
            .toList();
    double first = curve.get(0).x();
    double last = curve.get(curve.size() - 1).x();
    return new Chart(
            "Zero-shot and linear probes of few examples",
            Axis.log2("labelled pictures a class"),
            Axis.percent(
                mean == Accuracy.Mean.CLASSES
                    ? "accuracy, mean of classes"
                    : "accuracy on pictures"),
            List.of(
                new Series("linear probe", Mark.LINE, curve),
                new Series(
                    "zero-shot",
                    Mark.DASHES,
                    List.of(
                        new Point(first, result.zeroShot()), new Point(last, result.zeroShot())))))
        .svg();
  }

  /** Accuracy on pictures that the training data has too, against the others; after figure 17. */
  public static Optional<String> overlap(SuiteResult result) {
    List<Series> series = new ArrayList<>();
    for (SetResult set : result.sets()) {
      set.overlap()
          .filter(overlap -> overlap.difference().isPresent())
          .ifPresent(
              overlap ->
                  series.add(
                      new Series(set.entry().name(), Mark.DOTS, List.of(difference(overlap)))));
    }
    if (series.isEmpty()) {
      return Optional.empty();
    }
    double widest = series.stream().mapToDouble(s -> s.points().get(0).x()).max().orElseThrow();
    series.add(Series.curve("no difference", 0, 1.1 * widest, x -> 0));
    Axis x = Axis.percent("pictures with a near-duplicate in the training data");
    return Optional.of(
        new Chart(
                "What overlap does to accuracy",
                x.within(0, 1.1 * widest),
                Axis.percent("accuracy on overlap less clean"),
                series)
            .svg());
  }

  private static Point difference(Overlap overlap) {
    double clean = overlap.clean().share();
    Interval interval = overlap.interval();
    return new Point(
        overlap.contamination(),
        overlap.overlap().share() - clean,
        interval.low() - clean,
        interval.high() - clean);
  }

  /** Accuracy under one shift over accuracy on the reference, after figure 13. */
  public static String robustness(Robustness result, String shift) {
    List<Series> series = new ArrayList<>();
    double from = Double.MAX_VALUE;
    double to = -Double.MAX_VALUE;
    for (Row row : result.rows()) {
      double x = row.accuracies().get(result.reference()).logit();
      from = Math.min(from, x);
      to = Math.max(to, x);
    }
    double low = share(from - Math.log(ROOM));
    double high = share(to + Math.log(ROOM));
    for (Method method : Method.values()) {
      List<Point> points =
          result.of(method).stream().map(row -> point(row, result.reference(), shift)).toList();
      if (!points.isEmpty()) {
        series.add(new Series(method.title(), Mark.DOTS, points));
      }
    }
    result
        .line(shift)
        .ifPresent(
            line -> series.add(Series.curve("fitted line", low, high, x -> line.at(logit(x)))));
    series.add(Series.curve("as on the reference", low, high, x -> x));
    return new Chart(
            "Robustness: " + shift,
            Axis.logit("accuracy on " + result.reference()),
            Axis.logit("accuracy on " + shift),
            series)
        .svg();
  }

  private static Point point(Row row, String reference, String shift) {
    Proportion shifted = row.accuracies().get(shift);
    Interval interval = shifted.interval(CONFIDENCE);
    // No share of 0 or 1 has a place on the axis; these count as half a picture.
    double half = 0.5 / shifted.trials();
    return new Point(
        share(row.accuracies().get(reference).logit()),
        share(shifted.logit()),
        Math.max(half, interval.low()),
        Math.min(1 - half, interval.high()));
  }

  private static double share(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static double logit(double share) {
    return Math.log(share / (1 - share));
  }
}
