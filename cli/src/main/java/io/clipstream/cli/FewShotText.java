package io.clipstream.cli;

import io.clipstream.cli.chart.Axis;
import io.clipstream.cli.chart.Chart;
import io.clipstream.cli.chart.Series;
import io.clipstream.model.evaluation.FewShotEvaluation.Point;
import io.clipstream.model.evaluation.FewShotEvaluation.Result;
import io.clipstream.model.probe.Accuracy;
import io.clipstream.model.probe.DataEfficiency;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Few-shot curves as a table, as JSON and as a chart. */
final class FewShotText {
  private FewShotText() {}

  static void print(PrintWriter out, Result result) {
    out.printf("%-8s  %14s  %8s  %6s  %8s%n", "pictures", "mean of class", "accuracy", "+-", "L2");
    for (Point point : result.points()) {
      out.printf(
          Locale.ROOT,
          "%-8s  %14.1f  %6.1f %%  %6s  %8.3g%s%n",
          shots(point),
          point.examples(),
          100 * point.mean(),
          deviation(point),
          point.strength(),
          point.fewer() > 0 ? "  (" + point.fewer() + " classes have fewer)" : "");
    }
    out.printf(Locale.ROOT, "zero-shot %.1f %%: %s%n", 100 * result.zeroShot(), worth(result));
    out.flush();
  }

  static String shots(Point point) {
    return point.shots() == 0 ? "all" : String.valueOf(point.shots());
  }

  private static String deviation(Point point) {
    return point.accuracies().size() < 2
        ? "-"
        : String.format(Locale.ROOT, "%.1f", 100 * point.deviation());
  }

  /** What zero-shot is worth, in words. */
  static String worth(Result result) {
    DataEfficiency efficiency = result.efficiency();
    if (efficiency instanceof DataEfficiency.Worth worth) {
      return String.format(
          Locale.ROOT, "worth an estimated %.1f labelled pictures a class", worth.examples());
    }
    if (efficiency instanceof DataEfficiency.Below below) {
      return String.format(
          Locale.ROOT, "worth fewer than %.1f labelled pictures a class", below.fewest());
    }
    return String.format(
        Locale.ROOT,
        "worth more than all %.1f labelled pictures a class that there are",
        ((DataEfficiency.Above) efficiency).most());
  }

  static Map<String, Object> fields(Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("zero_shot", result.zeroShot());
    fields.put("worth", worth(result.efficiency()));
    fields.put("points", result.points().stream().map(FewShotText::fields).toList());
    fields.putAll(ProbeOptions.fields(result.counts()));
    return fields;
  }

  /** The number of pictures, or between which numbers it lies. */
  private static Map<String, Object> worth(DataEfficiency efficiency) {
    if (efficiency instanceof DataEfficiency.Worth worth) {
      return Map.of("examples", worth.examples());
    }
    return efficiency instanceof DataEfficiency.Below below
        ? Map.of("below", below.fewest())
        : Map.of("above", ((DataEfficiency.Above) efficiency).most());
  }

  private static Map<String, Object> fields(Point point) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("shots", shots(point));
    fields.put("examples", point.examples());
    fields.put("classes_with_fewer", point.fewer());
    fields.put("strength", point.strength());
    fields.put("mean", point.mean());
    fields.put("deviation", point.deviation());
    fields.put("draws", point.accuracies());
    fields.put("gradient_norm", point.gradientNorm());
    return fields;
  }

  /** As the paper's figure 6, zero-shot as a line across. */
  static Chart chart(Result result, Accuracy.Mean mean) {
    List<Series.Point> curve =
        result.points().stream()
            .map(
                p ->
                    new Series.Point(
                        p.examples(), p.mean(), p.mean() - p.deviation(), p.mean() + p.deviation()))
            .toList();
    double first = curve.get(0).x();
    double last = curve.get(curve.size() - 1).x();
    return new Chart(
        "Zero-shot and linear probes of few examples",
        Axis.log2("labelled pictures a class"),
        Axis.percent(
            mean == Accuracy.Mean.CLASSES ? "accuracy, mean of classes" : "accuracy on pictures"),
        List.of(
            new Series("linear probe", Series.Mark.LINE, curve),
            new Series(
                "zero-shot",
                Series.Mark.DASHES,
                List.of(
                    new Series.Point(first, result.zeroShot()),
                    new Series.Point(last, result.zeroShot())))));
  }
}
