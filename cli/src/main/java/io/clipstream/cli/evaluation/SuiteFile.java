package io.clipstream.cli.evaluation;

import io.clipstream.jobs.options.PlainYaml;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.SettingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A suite in YAML; paths are absolute or relative to the file. */
public final class SuiteFile {
  private final Path file;

  private SuiteFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a suite; whether its tables are there is not checked.
   *
   * @throws SettingException if the file is none, with what is wrong
   */
  public static Suite read(Path file) {
    return new SuiteFile(file).read();
  }

  private Suite read() {
    Map<?, ?> root = map(PlainYaml.read(file, "cannot be read as YAML"), "the suite");
    known(root, "the suite", "sets", "prompts", "training", "robustness", "probes");
    List<Suite.Entry> sets = new ArrayList<>();
    for (Object item : list(root.get("sets"), "sets")) {
      Suite.Entry entry = entry(map(item, "set " + (sets.size() + 1)), sets.size() + 1);
      if (sets.stream().anyMatch(set -> set.name().equals(entry.name()))) {
        throw wrong("two sets are named " + Quoting.quote(entry.name()) + ", expected one");
      }
      sets.add(entry);
    }
    if (sets.isEmpty()) {
      throw wrong("sets is empty, expected one labelled set or more");
    }
    List<String> names = sets.stream().map(Suite.Entry::name).toList();
    return new Suite(
        file,
        sets,
        prompts(root.get("prompts")),
        root.get("training") == null ? List.of() : paths(root.get("training"), "training"),
        Optional.ofNullable(root.get("robustness")).map(value -> shift(value, names)),
        Optional.ofNullable(root.get("probes")).map(this::probes));
  }

  private Suite.Entry entry(Map<?, ?> fields, int number) {
    String what = "set " + number;
    known(fields, what, "name", "data", "metric", "templates");
    Path data = path(text(fields.get("data"), "data of " + what));
    String name =
        fields.get("name") == null
            ? data.getFileName().toString().replaceFirst("\\.tsv$", "")
            : text(fields.get("name"), "name of " + what);
    Object templates = fields.get("templates");
    return new Suite.Entry(
        name,
        data,
        metric(fields.get("metric"), "set " + Quoting.quote(name)),
        templates == null ? PromptTemplates.named("label") : templates(templates, name));
  }

  private Suite.Probes probes(Object value) {
    Map<?, ?> fields = map(value, "probes");
    known(fields, "probes", "learn-from", "validation", "test", "metric", "templates");
    Object templates = fields.get("templates");
    return new Suite.Probes(
        path(text(fields.get("learn-from"), "learn-from of probes")),
        Optional.ofNullable(fields.get("validation"))
            .map(table -> path(text(table, "validation of probes"))),
        path(text(fields.get("test"), "test of probes")),
        metric(fields.get("metric"), "probes"),
        templates == null ? PromptTemplates.named("label") : templates(templates, "probes"));
  }

  private Suite.Metric metric(Object value, String what) {
    return value == null
        ? Suite.Metric.TOP1
        : Arrays.stream(Suite.Metric.values())
            .filter(metric -> metric.title().equals(value))
            .findFirst()
            .orElseThrow(
                () ->
                    wrong(
                        "metric of %s is %s, expected top-1 or mean per class"
                            .formatted(what, Quoting.quote(value.toString()))));
  }

  private Map<String, PromptTemplates> prompts(Object value) {
    Map<String, PromptTemplates> prompts = new LinkedHashMap<>();
    if (value == null) {
      prompts.put("name", PromptTemplates.named("label"));
      prompts.put("one prompt", PromptTemplates.named("photo"));
      prompts.put("ensemble", PromptTemplates.named("imagenet-80"));
    } else {
      map(value, "prompts")
          .forEach((name, own) -> prompts.put(name.toString(), templates(own, name.toString())));
    }
    return prompts;
  }

  private PromptTemplates templates(Object value, String name) {
    if (value instanceof List<?> items) {
      return new PromptTemplates(
          file + " " + name, items.stream().map(i -> text(i, "templates of " + name)).toList());
    }
    String named = text(value, "templates of " + name);
    return PromptTemplates.NAMES.contains(named)
        ? PromptTemplates.named(named)
        : PromptTemplates.of(path(named).toString());
  }

  private Suite.Shift shift(Object value, List<String> sets) {
    Map<?, ?> fields = map(value, "robustness");
    known(fields, "robustness", "reference", "shifted", "learn-from");
    Suite.Shift shift =
        new Suite.Shift(
            text(fields.get("reference"), "reference of robustness"),
            list(fields.get("shifted"), "shifted of robustness").stream()
                .map(item -> text(item, "shifted of robustness"))
                .toList(),
            Optional.ofNullable(fields.get("learn-from"))
                .map(from -> path(text(from, "learn-from of robustness"))));
    List<String> all = new ArrayList<>(shift.shifted());
    all.add(shift.reference());
    for (String name : all) {
      if (!sets.contains(name)) {
        throw wrong(
            "robustness names the set %s, expected one of %s"
                .formatted(Quoting.quote(name), String.join(", ", sets)));
      }
    }
    return shift;
  }

  private List<Path> paths(Object value, String what) {
    return value instanceof List<?> items
        ? items.stream().map(item -> path(text(item, what))).toList()
        : List.of(path(text(value, what)));
  }

  private Path path(String text) {
    try {
      return file.toAbsolutePath().resolveSibling(text);
    } catch (InvalidPathException e) {
      throw wrong(Quoting.quote(text) + " is no path");
    }
  }

  private Map<?, ?> map(Object value, String what) {
    if (value instanceof Map<?, ?> fields) {
      return fields;
    }
    throw wrong(what + " has no fields, expected some");
  }

  private List<?> list(Object value, String what) {
    if (value instanceof List<?> items) {
      return items;
    }
    throw wrong(what + (value == null ? " is missing" : " is no list") + ", expected a list");
  }

  private String text(Object value, String what) {
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw wrong(what + (value == null ? " is missing" : " is no text") + ", expected a text");
  }

  private void known(Map<?, ?> fields, String what, String... names) {
    for (Object name : fields.keySet()) {
      if (!List.of(names).contains(String.valueOf(name))) {
        throw wrong(
            "%s has a field %s, expected some of %s"
                .formatted(what, Quoting.quote(String.valueOf(name)), String.join(", ", names)));
      }
    }
  }

  private SettingException wrong(String problem) {
    return new SettingException(file + ": " + problem);
  }
}
