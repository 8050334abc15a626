package io.clipstream.cli;

import io.clipstream.model.image.DecodeResult.Rejected;
import io.clipstream.model.zeroshot.ScoredLabel;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what became of pictures, a line each: for people, or as a JSON object. */
final class TagPrinter {
  private final SafeWriter out;
  private final boolean json;

  TagPrinter(PrintWriter out, boolean json) {
    this.out = SafeWriter.on(out);
    this.json = json;
  }

  /** True once nobody reads the output any more, as after {@code | head}. */
  boolean isClosed() {
    return out.checkError();
  }

  void ranked(String path, List<ScoredLabel> tags) {
    if (json) {
      Output.json(out, fields(path, "tags", tags));
      return;
    }
    String line =
        tags.stream()
            .map(tag -> String.format(Locale.ROOT, "%s %.3f", tag.label(), tag.score()))
            .collect(Collectors.joining(", "));
    line(path, line);
  }

  void judged(String path, Tagger.Tagged.Judged judged) {
    if (json) {
      Map<String, Object> fields = fields(path, "decision", judged.decision().name());
      fields.put("tags", judged.tags().stream().map(AvroText::fields).toList());
      Output.json(out, fields);
    } else {
      line(path, judged.decision().name(), TagText.tags(judged.tags()));
    }
  }

  void rejected(String path, Rejected rejected) {
    if (json) {
      Map<String, Object> why = new LinkedHashMap<>();
      why.put("reason", rejected.reason().name());
      why.put("message", rejected.message());
      Output.json(out, fields(path, "rejected", why));
    } else {
      line(path, "rejected: " + rejected.message());
    }
  }

  private void line(String... columns) {
    out.row(columns);
    out.flush();
  }

  private static Map<String, Object> fields(String path, String name, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", path);
    fields.put(name, value);
    return fields;
  }
}
