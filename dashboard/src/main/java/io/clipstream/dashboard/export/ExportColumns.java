package io.clipstream.dashboard.export;

import io.clipstream.dashboard.review.Review;
import io.clipstream.dashboard.store.Result;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What of a result and its reviews is exported, in both forms: whoever adds a column, adds it here.
 */
final class ExportColumns {
  private record Column(
      String name, Function<Exported, Object> value, Function<Exported, String> cell) {}

  private static final List<Column> ALL =
      List.of(
          text("image_id", Result::imageId),
          text("source", Result::source),
          text("captured_at", result -> time(result.capturedAt())),
          text("tagged_at", result -> time(result.taggedAt())),
          text("decision", Result::decision),
          text("label", result -> best(result) == null ? null : best(result).label()),
          number("score", result -> best(result) == null ? null : best(result).score()),
          new Column(
              "tags",
              exported -> exported.result().tags(),
              exported -> Cell.text(tags(exported.result()))),
          text("checkpoint", Result::checkpoint),
          text("label_set", Result::labelSet),
          number("revision", Result::revision),
          number("micros", Result::micros),
          number("width", Result::width),
          number("height", Result::height),
          text("image_topic", result -> result.image().topic()),
          number("image_partition", result -> result.image().partition()),
          number("image_offset", result -> result.image().offset()),
          new Column(
              "reviews",
              exported -> exported.reviews().size(),
              exported -> String.valueOf(exported.reviews().size())),
          said("reviewer", Review::reviewer),
          said("verdict", Review::decision),
          listed("confirmed_labels", Review::labels),
          listed("removed_labels", Review::removed),
          said("caption", Review::caption),
          said("reviewed_at", review -> time(review.reviewedAt())));

  private ExportColumns() {}

  private static Column text(String name, Function<Result, String> value) {
    return column(name, exported -> value.apply(exported.result()));
  }

  /** What the latest review says. */
  private static Column said(String name, Function<Review, String> value) {
    return column(name, exported -> exported.ofReview(value));
  }

  private static Column column(String name, Function<Exported, String> value) {
    return new Column(name, value::apply, exported -> Cell.text(value.apply(exported)));
  }

  private static Column listed(String name, Function<Review, List<String>> value) {
    return new Column(
        name,
        exported -> exported.ofReview(value),
        exported -> {
          List<String> all = exported.ofReview(value);
          return Cell.text(all == null ? null : String.join("; ", all));
        });
  }

  private static Column number(String name, Function<Result, Number> value) {
    return new Column(
        name,
        exported -> value.apply(exported.result()),
        exported -> {
          Number number = value.apply(exported.result());
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
  static String line(Exported exported) {
    return ALL.stream()
            .map(column -> column.cell().apply(exported))
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  /** The fields of an object. */
  static Map<String, Object> fields(Exported exported) {
    Map<String, Object> fields = new LinkedHashMap<>();
    ALL.forEach(column -> fields.put(column.name(), column.value().apply(exported)));
    return fields;
  }
}
