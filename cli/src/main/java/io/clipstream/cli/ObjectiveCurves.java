package io.clipstream.cli;

import io.clipstream.cli.chart.Axis;
import io.clipstream.cli.chart.Chart;
import io.clipstream.cli.chart.Series;
import io.clipstream.model.evaluation.ObjectiveComparison.Curve;
import io.clipstream.model.evaluation.ObjectiveComparison.Point;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A comparison of objectives as table, files and charts.
 *
 * @param curves of the objectives; the last is what the others are held against
 * @param classes to choose from
 */
record ObjectiveCurves(List<Curve> curves, int classes) {
  private static final String HEADER = "objective\tpairs\tcpu_seconds\tloss\ttop1\ttop1_per_word";

  ObjectiveCurves {
    curves = List.copyOf(curves);
  }

  /** Whether nothing was stopped early. */
  boolean complete(int points) {
    return curves.size() == 3 && curves.stream().allMatch(c -> c.points().size() == points);
  }

  /** Writes {@code objectives.tsv}, and accuracy over pairs and over compute as SVG. */
  void write(Path directory) throws IOException {
    List<String> rows = new ArrayList<>(List.of(HEADER));
    for (Curve curve : curves) {
      curve.points().forEach(point -> rows.add(row(curve.objective(), point)));
    }
    Files.write(directory.resolve("objectives.tsv"), rows);
    if (curves.stream().anyMatch(curve -> !curve.points().isEmpty())) {
      String title = "Zero-shot accuracy of three objectives";
      Files.writeString(
          directory.resolve("pairs.svg"), chart(title, "pairs processed", Point::pairs));
      Files.writeString(
          directory.resolve("compute.svg"),
          chart(title + ", at equal compute", "CPU seconds of training", Point::cpuSeconds));
    }
  }

  private static String row(String objective, Point point) {
    return String.format(
        Locale.ROOT,
        "%s\t%d\t%.1f\t%.4f\t%.4f\t%.4f",
        objective,
        point.pairs(),
        point.cpuSeconds(),
        point.loss(),
        point.accuracy(),
        point.accuracyPerWord());
  }

  private String chart(String title, String x, ToDoubleFunction<Point> at) {
    List<Series> series =
        curves.stream()
            .filter(curve -> !curve.points().isEmpty())
            .map(
                curve ->
                    new Series(
                        curve.objective(),
                        Series.Mark.LINE,
                        curve.points().stream()
                            .map(p -> new Series.Point(at.applyAsDouble(p), best(p)))
                            .toList()))
            .toList();
    return new Chart(title, Axis.linear(x), Axis.percent("top-1"), series).svg();
  }

  /** Whichever way of scoring names does an objective more good. */
  private static double best(Point point) {
    return Math.max(point.accuracy(), point.accuracyPerWord());
  }

  /** What a program reads. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("classes", classes);
    fields.put("chance", 1.0 / classes);
    fields.put("curves", curves);
    return fields;
  }

  /** The last point of each, and how much sooner the contrastive objective was as good. */
  void print(PrintWriter out) {
    out.printf(Locale.ROOT, "classes %d, chance %.2f %%%n", classes, 100.0 / classes);
    out.printf(
        "%-15s %9s %8s %8s %8s  %s%n",
        "objective", "pairs", "CPU s", "top-1", "per word", "contrast is as good after");
    for (Curve curve : curves) {
      if (!curve.points().isEmpty()) {
        Point last = curve.points().get(curve.points().size() - 1);
        out.printf(
            Locale.ROOT,
            "%-15s %9d %8.0f %6.1f %% %6.1f %%  %s%n",
            curve.objective(),
            last.pairs(),
            last.cpuSeconds(),
            100 * last.accuracy(),
            100 * last.accuracyPerWord(),
            curve == curves.get(curves.size() - 1) ? "" : sooner(last));
      }
    }
    out.flush();
  }

  private String sooner(Point last) {
    if (best(last) == 0) {
      return "nothing: no picture is right";
    }
    List<Point> contrast = curves.get(curves.size() - 1).points();
    OptionalDouble pairs = reached(contrast, best(last), Point::pairs);
    OptionalDouble cpu = reached(contrast, best(last), Point::cpuSeconds);
    return pairs.isEmpty()
        ? "never"
        : String.format(
            Locale.ROOT,
            "%.0f pairs (1/%.1f), %.0f CPU s (1/%.1f)",
            pairs.getAsDouble(),
            last.pairs() / pairs.getAsDouble(),
            cpu.orElseThrow(),
            last.cpuSeconds() / cpu.orElseThrow());
  }

  /** Where a curve, straight between its points and from nothing, first reaches an accuracy. */
  static OptionalDouble reached(List<Point> points, double accuracy, ToDoubleFunction<Point> at) {
    double from = 0;
    double low = 0;
    for (Point point : points) {
      double to = at.applyAsDouble(point);
      if (best(point) >= accuracy) {
        double share = best(point) == low ? 1 : (accuracy - low) / (best(point) - low);
        return OptionalDouble.of(from + share * (to - from));
      }
      from = to;
      low = best(point);
    }
    return OptionalDouble.empty();
  }
}
