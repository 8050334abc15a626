package io.clipstream.cli.evaluation;

import io.clipstream.cli.evaluation.Proportion.Interval;
import io.clipstream.cli.evaluation.Robustness.Row;
import io.clipstream.cli.evaluation.SuiteResult.ProbeResult;
import io.clipstream.cli.evaluation.SuiteResult.SetResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results for programs: accuracies are shares of 0 to 1, what there is none of is null. */
public final class SuiteJson {
  private SuiteJson() {}

  /** Of a suite. */
  public static Map<String, Object> fields(SuiteResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("average", result.average());
    fields.put("sets", result.sets().stream().map(SuiteJson::fields).toList());
    Map<String, Object> prompts = new LinkedHashMap<>();
    result.sets().get(0).prompts().keySet().forEach(p -> prompts.put(p, result.average(p)));
    fields.put("prompts", prompts);
    fields.put("robustness", result.robustness().map(SuiteJson::fields).orElse(null));
    fields.put("probes", result.probes().map(SuiteJson::fields).orElse(null));
    return fields;
  }

  private static Map<String, Object> fields(ProbeResult probes) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("metric", probes.entry().metric().title());
    fields.put("linear_probe", ProbeJson.fields(probes.linear()));
    fields.put("few_shot", ProbeJson.fields(probes.fewShot()));
    fields.put("overlap", probes.overlaps().isEmpty() ? null : overlaps(probes.overlaps()));
    return fields;
  }

  private static Map<String, Object> fields(SetResult set) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", set.entry().name());
    fields.put("metric", set.entry().metric().title());
    fields.put("accuracy", set.accuracy());
    fields.put("top1", set.zeroShot().top1());
    fields.put("top5", set.zeroShot().top5());
    fields.put("macro_top1", set.zeroShot().macroTop1());
    fields.put("n", set.zeroShot().guesses().size());
    fields.put("classes", set.zeroShot().classes());
    fields.put("chance", set.zeroShot().chance());
    fields.put("unreadable", set.zeroShot().unreadable().size());
    fields.put("prompts", set.prompts());
    fields.put("overlap", set.overlap().map(SuiteJson::fields).orElse(null));
    return fields;
  }

  /** Of several overlaps, by name; what keeps its words apart does so by _ here. */
  public static Map<String, Object> overlaps(Map<String, Overlap> overlaps) {
    Map<String, Object> fields = new LinkedHashMap<>();
    overlaps.forEach((name, overlap) -> fields.put(name.replaceAll("[ -]", "_"), fields(overlap)));
    return fields;
  }

  /** Of the overlap of a set. */
  public static Map<String, Object> fields(Overlap overlap) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("threshold", overlap.threshold());
    fields.put("share", overlap.contamination());
    fields.put("all", fields(overlap.all()));
    fields.put("overlap", fields(overlap.overlap()));
    fields.put("clean", fields(overlap.clean()));
    fields.put("all_less_clean", overlap.inflation().stream().boxed().findFirst().orElse(null));
    fields.put("p", overlap.p().stream().boxed().findFirst().orElse(null));
    fields.put("interval", List.of(overlap.interval().low(), overlap.interval().high()));
    return fields;
  }

  private static Map<String, Object> fields(Proportion proportion) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("right", proportion.right());
    fields.put("n", proportion.trials());
    fields.put("top1", proportion.trials() == 0 ? null : proportion.share());
    return fields;
  }

  /** Of robustness. */
  public static Map<String, Object> fields(Robustness robustness) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("reference", robustness.reference());
    fields.put("classes", robustness.classes());
    Map<String, Object> lines = new LinkedHashMap<>();
    robustness
        .shifted()
        .forEach(s -> lines.put(s, robustness.line(s).map(SuiteJson::line).orElse(null)));
    fields.put("lines", lines);
    fields.put("models", robustness.rows().stream().map(row -> fields(robustness, row)).toList());
    return fields;
  }

  private static Map<String, Object> line(LogitLine line) {
    return Map.of("slope", line.slope(), "intercept", line.intercept());
  }

  private static Map<String, Object> fields(Robustness robustness, Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("checkpoint", row.checkpoint());
    fields.put("method", row.method().title());
    Map<String, Object> sets = new LinkedHashMap<>();
    row.accuracies()
        .forEach((name, accuracy) -> sets.put(name, fields(accuracy, robustness, row, name)));
    fields.put("sets", sets);
    return fields;
  }

  private static Map<String, Object> fields(
      Proportion accuracy, Robustness robustness, Row row, String set) {
    Map<String, Object> fields = fields(accuracy);
    Interval interval = accuracy.interval(0.95);
    fields.put("interval", List.of(interval.low(), interval.high()));
    if (robustness.shifted().contains(set)) {
      fields.put(
          "effective_robustness",
          robustness
              .line(set)
              .map(line -> line.effectiveRobustness(row.point(robustness.reference(), set)))
              .orElse(null));
    }
    return fields;
  }
}
