package io.clipstream.dashboard.export;

import io.clipstream.dashboard.store.Result;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What of a result is exported, in both forms: whoever adds a column, adds it here. */
final class ExportColumns {
  private record Column(
      String name, Function<Result, Object> value, Function<Result, String> cell) {}

  private static final List<Column> ALL =
      List.of(
          text("image_id", Result::imageId),
          text("source", Result::source),
          text("captured_at", result -> time(result.capturedAt())),
          text("tagged_at", result -> time(result.taggedAt())),
          text("decision", Result::decision),
          text("label", result -> best(result) == null ? null : best(result).label()),
          number("score", result -> best(result) == null ? null : best(result).score()),
          new Column("tags", Result::tags, result -> Cell.text(tags(result))),
          text("checkpoint", Result::checkpoint),
          text("label_set", Result::labelSet),
          number("revision", Result::revision),
          number("micros", Result::micros),
          number("width", Result::width),
          number("height", Result::height),
          text("image_topic", result -> result.image().topic()),
          number("image_partition", result -> result.image().partition()),
          number("image_offset", result -> result.image().offset()));

  private ExportColumns() {}

  private static Column text(String name, Function<Result, String> value) {
    return new Column(name, value::apply, result -> Cell.text(value.apply(result)));
  }

  private static Column number(String name, Function<Result, Number> value) {
    return new Column(
        name,
        value::apply,
        result -> {
          Number number = value.apply(result);
          return number == null ? "" : number.toString();
        });
  }

  private static Result.Tag best(Result result) {
    return result.tags().isEmpty() ? null : result.tags().get(0);
  }

  private static String time(Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }

  /** Labels that reached their thresholds, by falling score. */
  private static String tags(Result result) {
    return result.tags().stream()
        .filter(Result.Tag::applied)
        .map(tag -> tag.label() + " " + String.format(Locale.ROOT, "%.4f", tag.score()))
        .collect(Collectors.joining("; "));
  }

  /** The first line of a table. */
  static String header() {
    return ALL.stream().map(Column::name).collect(Collectors.joining(",")) + "\r\n";
  }

  /** A line of a table. */
  static String line(Result result) {
    return ALL.stream().map(column -> column.cell().apply(result)).collect(Collectors.joining(","))
        + "\r\n";
  }

  /** The fields of an object. */
  static Map<String, Object> fields(Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    ALL.forEach(column -> fields.put(column.name(), column.value().apply(result)));
    return fields;
  }
}
