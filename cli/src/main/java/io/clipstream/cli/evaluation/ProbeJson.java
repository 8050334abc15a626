package io.clipstream.cli.evaluation;

import io.clipstream.model.evaluation.FewShotEvaluation;
import io.clipstream.model.evaluation.FewShotEvaluation.Point;
import io.clipstream.model.evaluation.LinearProbeEvaluation;
import io.clipstream.model.evaluation.ProbeCounts;
import io.clipstream.model.probe.DataEfficiency;
import io.clipstream.model.probe.StrengthSearch.Trial;
import java.util.LinkedHashMap;
import java.util.Map;

/** Linear probes and few-shot curves for programs: accuracies are shares of 0 to 1. */
public final class ProbeJson {
  private ProbeJson() {}

  /** Of a probe of all pictures. */
  public static Map<String, Object> fields(LinearProbeEvaluation.Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("top1", result.accuracy().ofPictures());
    fields.put("macro_top1", result.accuracy().ofClasses());
    fields.put("strength", result.fit().strength());
    fields.put("curve", result.search().curve().stream().map(ProbeJson::fields).toList());
    fields.put("objective", result.fit().objective());
    fields.put("gradient_norm", result.fit().gradientNorm());
    fields.put("iterations", result.fit().iterations());
    fields.putAll(fields(result.counts()));
    return fields;
  }

  private static Map<String, Object> fields(Trial trial) {
    return Map.of("strength", trial.strength(), "score", trial.score());
  }

  /** Of a curve. */
  public static Map<String, Object> fields(FewShotEvaluation.Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("zero_shot", result.zeroShot());
    fields.put("worth", worth(result.efficiency()));
    fields.put("points", result.points().stream().map(ProbeJson::fields).toList());
    fields.putAll(fields(result.counts()));
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
    fields.put("shots", ProbeTables.shots(point));
    fields.put("examples", point.examples());
    fields.put("classes_with_fewer", point.fewer());
    fields.put("strength", point.strength());
    fields.put("mean", point.mean());
    fields.put("deviation", point.deviation());
    fields.put("draws", point.accuracies());
    fields.put("gradient_norm", point.gradientNorm());
    return fields;
  }

  private static Map<String, Object> fields(ProbeCounts counts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("train", counts.train());
    fields.put("validation", counts.validation());
    fields.put("test", counts.test());
    fields.put("classes", counts.classes());
    fields.put("classes_not_learnt", counts.unlearnt());
    fields.put("of_other_classes", counts.passedOver());
    fields.put("unreadable", counts.unreadable().size());
    return fields;
  }
}
