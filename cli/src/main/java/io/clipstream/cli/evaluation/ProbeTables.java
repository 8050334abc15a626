package io.clipstream.cli.evaluation;

import io.clipstream.cli.evaluation.SuiteTables.Table;
import io.clipstream.model.evaluation.FewShotEvaluation;
import io.clipstream.model.evaluation.FewShotEvaluation.Point;
import io.clipstream.model.evaluation.LinearProbeEvaluation;
import io.clipstream.model.evaluation.ProbeCounts;
import io.clipstream.model.probe.DataEfficiency;
import io.clipstream.model.probe.LinearProbe.Fit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Linear probes and few-shot curves as text, for the terminal and for the page. */
public final class ProbeTables {
  private ProbeTables() {}

  /** What became of the pictures, a sentence each. */
  public static List<String> pictures(ProbeCounts counts) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "pictures: %d to learn from, %d to choose by, %d to test on; classes %d"
            .formatted(counts.train(), counts.validation(), counts.test(), counts.classes()));
    if (counts.unlearnt() > 0) {
      lines.add("classes without a picture to learn from: " + counts.unlearnt());
    }
    if (counts.passedOver() > 0) {
      lines.add("passed over, of classes that the test set lacks: " + counts.passedOver());
    }
    return lines;
  }

  /** What the probe of all pictures reaches. */
  public static String linearProbe(LinearProbeEvaluation.Result result) {
    return String.format(
        Locale.ROOT,
        "top-1 %.1f %% of pictures, %.1f %% mean of classes",
        100 * result.accuracy().ofPictures(),
        100 * result.accuracy().ofClasses());
  }

  /** How the optimum was found. */
  public static String fit(Fit fit) {
    return String.format(
        Locale.ROOT,
        "strength %.3g, objective %.4f, gradient norm %.1e after %d iterations%s",
        fit.strength(),
        fit.objective(),
        fit.gradientNorm(),
        fit.iterations(),
        fit.isOptimal() ? "" : ", where it ended without an optimum");
  }

  /** The probe of all pictures as a row. */
  public static Table linear(LinearProbeEvaluation.Result result) {
    Fit fit = result.fit();
    return new Table(
        "Linear probe of all pictures",
        List.of(
            "pictures", "top-1", "mean of classes", "L2 strength", "gradient norm", "iterations"),
        List.of(
            List.of(
                String.valueOf(result.counts().train() + result.counts().validation()),
                percent(result.accuracy().ofPictures()),
                percent(result.accuracy().ofClasses()),
                String.format(Locale.ROOT, "%.3g", fit.strength()),
                String.format(Locale.ROOT, "%.1e", fit.gradientNorm()),
                fit.iterations() + (fit.isOptimal() ? "" : " (no optimum)"))));
  }

  /** The strengths that were compared. */
  public static Table strengths(LinearProbeEvaluation.Result result) {
    return new Table(
        "Strengths tried, accuracy on the validation pictures",
        List.of("L2 strength", "accuracy"),
        result.search().curve().stream()
            .map(t -> List.of(String.format(Locale.ROOT, "%.3g", t.strength()), percent(t.score())))
            .toList());
  }

  /** The curve, and zero-shot as its last row. */
  public static Table fewShot(FewShotEvaluation.Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (Point point : result.points()) {
      rows.add(
          List.of(
              shots(point),
              String.format(Locale.ROOT, "%.1f", point.examples()),
              point.fewer() > 0 ? String.valueOf(point.fewer()) : "-",
              percent(point.mean()),
              deviation(point),
              String.format(Locale.ROOT, "%.3g", point.strength())));
    }
    rows.add(List.of("zero-shot", "0.0", "-", percent(result.zeroShot()), "-", "-"));
    return new Table(
        "Linear probes of few examples",
        List.of(
            "pictures a class",
            "mean of classes",
            "classes with fewer",
            "accuracy",
            "spread of draws",
            "L2 strength"),
        rows);
  }

  /** The number of pictures a class, or that it is all. */
  public static String shots(Point point) {
    return point.shots() == 0 ? "all" : String.valueOf(point.shots());
  }

  private static String deviation(Point point) {
    return point.accuracies().size() < 2
        ? "-"
        : String.format(Locale.ROOT, "%.1f", 100 * point.deviation());
  }

  /** What zero-shot is worth. */
  public static String worth(FewShotEvaluation.Result result) {
    return "zero-shot " + percent(result.zeroShot()) + ", worth " + worth(result.efficiency());
  }

  private static String worth(DataEfficiency efficiency) {
    if (efficiency instanceof DataEfficiency.Worth worth) {
      return String.format(
          Locale.ROOT, "an estimated %.1f labelled pictures a class", worth.examples());
    }
    if (efficiency instanceof DataEfficiency.Below below) {
      return String.format(
          Locale.ROOT, "fewer than %.1f labelled pictures a class", below.fewest());
    }
    return String.format(
        Locale.ROOT,
        "more than all %.1f labelled pictures a class that there are",
        ((DataEfficiency.Above) efficiency).most());
  }

  /**
   * What zero-shot and the first draw's probe of each point make of pictures with a near-duplicate
   * in the training data.
   */
  public static Map<String, Overlap> overlaps(
      FewShotEvaluation.Result result, Duplicates duplicates) {
    Map<String, Overlap> overlaps = new LinkedHashMap<>();
    overlaps.put("zero-shot", duplicates.of(result.zeroShotRight()));
    result.points().forEach(p -> overlaps.put("probe of " + shots(p), duplicates.of(p.right())));
    return overlaps;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
