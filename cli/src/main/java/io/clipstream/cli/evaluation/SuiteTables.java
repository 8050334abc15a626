package io.clipstream.cli.evaluation;

import io.clipstream.cli.evaluation.Proportion.Interval;
import io.clipstream.cli.evaluation.Robustness.Row;
import io.clipstream.cli.evaluation.SuiteResult.SetResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Results as rows of text, for the terminal and for the page. */
public final class SuiteTables {
  /**
   * A table.
   *
   * @param rows as long as the head
   */
  public record Table(String caption, List<String> head, List<List<String>> rows) {
    public Table {
      head = List.copyOf(head);
      rows = List.copyOf(rows);
    }
  }

  private static final double CONFIDENCE = 0.95;

  private SuiteTables() {}

  /** Zero-shot accuracy of each set, and their mean. */
  public static Table zeroShot(SuiteResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (SetResult set : result.sets()) {
      rows.add(
          List.of(
              set.entry().name(),
              String.valueOf(set.zeroShot().guesses().size()),
              String.valueOf(set.zeroShot().classes()),
              percent(set.zeroShot().chance(), 2),
              set.entry().metric().title(),
              percent(set.accuracy()),
              percent(set.zeroShot().top1()) + " (" + interval(set.top1(), CONFIDENCE) + ")",
              percent(set.zeroShot().top5())));
    }
    rows.add(List.of("average", "", "", "", "", percent(result.average()), "", ""));
    return new Table(
        "Zero-shot accuracy",
        List.of(
            "set",
            "pictures",
            "classes",
            "chance",
            "metric",
            "accuracy",
            "top-1 (95 % interval)",
            "top-5"),
        rows);
  }

  /** Accuracy by way to put names into words, and the mean over sets. */
  public static Table prompts(SuiteResult result) {
    List<String> head = new ArrayList<>(List.of("set"));
    head.addAll(result.sets().get(0).prompts().keySet());
    List<List<String>> rows = new ArrayList<>();
    for (SetResult set : result.sets()) {
      List<String> row = new ArrayList<>(List.of(set.entry().name()));
      set.prompts().values().forEach(accuracy -> row.add(percent(accuracy)));
      rows.add(row);
    }
    List<String> average = new ArrayList<>(List.of("average"));
    head.stream().skip(1).forEach(prompts -> average.add(percent(result.average(prompts))));
    rows.add(average);
    return new Table("Zero-shot accuracy by prompts", head, rows);
  }

  /** What each set shares with the training data; nothing if it was not looked for. */
  public static Optional<Table> overlap(SuiteResult result) {
    List<List<String>> rows = new ArrayList<>();
    result
        .sets()
        .forEach(set -> set.overlap().ifPresent(o -> rows.add(row(set.entry().name(), o))));
    return rows.isEmpty() ? Optional.empty() : Optional.of(overlap("top-1", "set", rows));
  }

  /**
   * What sets share with the training data.
   *
   * @param metric what is right or wrong of each
   * @param head of the first column
   * @param overlaps a row each, by name
   */
  public static Table overlap(String metric, String head, Map<String, Overlap> overlaps) {
    return overlap(
        metric,
        head,
        overlaps.entrySet().stream().map(e -> row(e.getKey(), e.getValue())).toList());
  }

  private static Table overlap(String metric, String head, List<List<String>> rows) {
    return new Table(
        "Overlap with the training data, " + metric,
        List.of(
            head,
            "threshold",
            "overlap",
            "All",
            "Overlap",
            "Clean",
            "All - Clean",
            "p (one-tailed)",
            "99.5 % interval of Overlap"),
        rows);
  }

  private static List<String> row(String name, Overlap overlap) {
    boolean some = overlap.overlap().trials() > 0;
    return List.of(
        name,
        String.format(Locale.ROOT, "%.3f", overlap.threshold()),
        "%d (%s)".formatted(overlap.overlap().trials(), percent(overlap.contamination())),
        percent(overlap.all().share()),
        some ? percent(overlap.overlap().share()) : "-",
        overlap.clean().trials() > 0 ? percent(overlap.clean().share()) : "-",
        signed(overlap.inflation()),
        overlap.p().isPresent()
            ? String.format(Locale.ROOT, "%.2g", overlap.p().getAsDouble())
            : "-",
        some ? interval(overlap.overlap(), Overlap.CONFIDENCE) : "-");
  }

  /** Accuracy on the reference and under one shift. */
  public static Table robustness(Robustness result, String shift) {
    Optional<LogitLine> line = result.line(shift);
    List<List<String>> rows = new ArrayList<>();
    for (Row row : result.rows()) {
      LogitLine.Point point = row.point(result.reference(), shift);
      rows.add(
          List.of(
              row.checkpoint(),
              row.method().title(),
              shown(point.reference()),
              shown(point.shifted()),
              signed(OptionalDouble.of(point.shifted().share() - point.reference().share())),
              line.map(l -> signed(OptionalDouble.of(l.effectiveRobustness(point)))).orElse("-")));
    }
    return new Table(
        "%s against %s, %d classes in common"
            .formatted(shift, result.reference(), result.classes()),
        List.of(
            "checkpoint",
            "method",
            result.reference(),
            shift,
            "difference",
            "effective robustness"),
        rows);
  }

  private static String shown(Proportion accuracy) {
    return percent(accuracy.share()) + " (" + interval(accuracy, CONFIDENCE) + ")";
  }

  private static String interval(Proportion proportion, double confidence) {
    Interval interval = proportion.interval(confidence);
    return String.format(
        Locale.ROOT, "%.1f to %.1f %%", 100 * interval.low(), 100 * interval.high());
  }

  private static String signed(OptionalDouble share) {
    if (share.isEmpty()) {
      return "-";
    }
    String points = String.format(Locale.ROOT, "%+.1f points", 100 * share.getAsDouble());
    return points.replaceFirst("^[+-](?=0\\.0 )", ""); // nothing has no sign
  }

  private static String percent(double share) {
    return percent(share, 1);
  }

  private static String percent(double share, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * share);
  }
}
