package io.clipstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The ratios of a report, by what they are of: ours over the peer, a share of the products, of the
 * encoder, of a pipeline. Times and rates are left out: other machines have others.
 */
final class Ratios {
  /** What tells one result of a report from another. */
  private static final List<String> NAMES =
      List.of(
          "architecture", "precision", "batch", "labels", "command", "way", "part", "size", "step");

  /** Ratios that are the better the higher they are, and those that are not. */
  private static final Map<String, Boolean> HIGHER =
      Map.of(
          "ours_over_this", true,
          "of_one_process", true,
          "over_forgetful", true,
          "of_copying", true,
          "of_products", true,
          "share_of_free_rate", true,
          "over_encoder", false,
          "over_plain", false,
          "p99_in_batch_times", false);

  /**
   * @param value more than 0
   * @param isHigherBetter or lower
   */
  record Ratio(double value, boolean isHigherBetter) {
    /** How many times as good as another: below 1 for worse. */
    double over(Ratio other) {
      return isHigherBetter ? value / other.value : other.value / value;
    }
  }

  private Ratios() {}

  /** In the order of the report. */
  static Map<String, Ratio> of(JsonNode report) {
    Map<String, Ratio> ratios = new LinkedHashMap<>();
    for (JsonNode result : report.path("results")) {
      String name = name(result);
      add(ratios, name, result);
      result
          .fields()
          .forEachRemaining(field -> add(ratios, name + field.getKey(), field.getValue()));
    }
    return ratios;
  }

  private static String name(JsonNode result) {
    StringJoiner name = new StringJoiner(", ", "", ": ").setEmptyValue("");
    NAMES.stream()
        .filter(result::has)
        .forEach(key -> name.add(key + " " + result.get(key).asText()));
    return name.toString();
  }

  /** Ours over itself says nothing. */
  private static void add(Map<String, Ratio> ratios, String name, JsonNode fields) {
    HIGHER.forEach(
        (key, isHigherBetter) -> {
          if (fields.path(key).isNumber() && !name.endsWith(": " + TowerRounds.OURS)) {
            ratios.put(
                name + (name.endsWith(": ") ? "" : " ") + key,
                new Ratio(fields.get(key).asDouble(), isHigherBetter));
          }
        });
  }
}
