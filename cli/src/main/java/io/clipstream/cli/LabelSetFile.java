package io.clipstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.clipstream.control.LabelSetRule;
import io.clipstream.jobs.options.PlainYaml;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetProblem;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * A label set in YAML (or JSON, which is YAML): the fields of the schema, where a label may be its
 * name alone and templates the name of a list that comes with clipstream.
 */
final class LabelSetFile {
  private static final ObjectMapper YAML = new ObjectMapper(factory());
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private final Path file;

  /** Where the file is read: the field and position of a label, or nothing. */
  private List<Object> place = List.of();

  private LabelSetFile(Path file) {
    this.file = file;
  }

  /**
   * What a file says.
   *
   * @param set its revision is 0 if the file gives none
   */
  record Read(Path file, LabelSet set, Optional<Long> revision) {
    /**
     * The set with a revision, 1 if the file gives none.
     *
     * @throws SettingException if a job would refuse it
     */
    LabelSet valid() {
      LabelSet valid = LabelSet.newBuilder(set).setRevision(revision.orElse(1L)).build();
      List<LabelSetProblem> problems = LabelSetRule.problems(valid);
      if (!problems.isEmpty()) {
        throw new SettingException(problems.stream().map(problem -> said(file, problem)).toList());
      }
      return valid;
    }
  }

  /** A problem with its line, where it has one: a file is of one line or the set is at fault. */
  static String said(Path file, LabelSetProblem problem) {
    OptionalInt line =
        problem.place().isEmpty() ? OptionalInt.empty() : PlainYaml.line(file, problem.place());
    String where = line.isPresent() ? "line " + line.getAsInt() + ": " : "";
    return file + ": " + where + problem.message();
  }

  /**
   * Reads a file. What the set says is not checked here.
   *
   * @throws SettingException if the file cannot be read, is no YAML, or has fields that are unknown
   *     or of another type
   */
  static Read read(Path file) {
    return new LabelSetFile(file).read();
  }

  /** A label set as such a file. */
  static String text(LabelSet set) {
    Map<String, Object> fields = AvroText.told(set);
    fields.put("labels", set.getLabels().stream().map(LabelSetFile::plain).toList());
    try {
      return YAML.writeValueAsString(fields);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write a label set as YAML", e);
    }
  }

  private static Object plain(Label label) {
    boolean plain = label.equals(Label.newBuilder().setName(label.getName()).build());
    return plain ? label.getName() : AvroText.told(label);
  }

  private Read read() {
    Map<?, ?> root = root();
    known(root, "the label set", LabelSet.getClassSchema());
    Optional<Long> revision = text(root, "revision", "the label set").map(this::revision);
    LabelSet.Builder set =
        LabelSet.newBuilder()
            .setId(text(root, "id", "the label set").orElseThrow(() -> wrong("id is missing")))
            .setRevision(revision.orElse(0L))
            .setTemplates(templates(root.get("templates")))
            .setBackgroundPrompts(
                texts(root.get("backgroundPrompts"), "backgroundPrompts", "backgroundPrompts"))
            .setDescription(text(root, "description", "the label set").orElse(null))
            .setUpdatedBy(text(root, "updatedBy", "the label set").orElse(null))
            .setLabels(labels(root.get("labels")));
    text(root, "scoring", "the label set")
        .ifPresent(name -> set.setScoring(symbol(Scoring.class, name, "scoring", "scoring")));
    return new Read(file, set.build(), revision);
  }

  private Map<?, ?> root() {
    if (PlainYaml.read(file, "cannot be read as YAML") instanceof Map<?, ?> root) {
      return root;
    }
    throw wrong("it holds no label set, expected the fields id and labels");
  }

  private List<Label> labels(Object value) {
    if (!(value instanceof List<?> items)) {
      throw wrong("labels is no list, expected a list of names or of labels", "labels");
    }
    List<Label> labels = new ArrayList<>();
    for (Object item : items) {
      place = List.of("labels", labels.size());
      String what = "label " + (labels.size() + 1);
      labels.add(
          item instanceof Map<?, ?> fields ? label(fields, what) : label(text(item, what)).build());
    }
    place = List.of();
    return labels;
  }

  private static Label.Builder label(String name) {
    return Label.newBuilder().setName(name);
  }

  private Label label(Map<?, ?> fields, String position) {
    if (fields.containsKey("name")) {
      text(fields.get("name"), "the name of " + position, "name");
    }
    Optional<String> name = text(fields, "name", position);
    String what = name.map(n -> "label " + Quoting.quote(n)).orElse(position);
    known(fields, what, Label.getClassSchema());
    Label.Builder label =
        label(name.orElseThrow(() -> wrong(position + " has no name")))
            .setPrompts(texts(fields.get("prompts"), "prompts of " + what, "prompts"));
    label.setParent(text(fields, "parent", what).orElse(null));
    text(fields, "action", what)
        .ifPresent(
            action -> label.setAction(symbol(Action.class, action, "action of " + what, "action")));
    text(fields, "threshold", what)
        .ifPresent(threshold -> label.setThreshold(threshold(threshold, what)));
    return label.build();
  }

  private List<String> templates(Object value) {
    return value instanceof String name
        ? PromptTemplates.named(name).templates()
        : texts(value, "templates", "templates");
  }

  private List<String> texts(Object value, String what, String field) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> items)) {
      throw wrong(what + " is no list, expected a list of texts", field);
    }
    List<String> texts = new ArrayList<>();
    for (Object item : items) {
      texts.add(text(item, "item " + (texts.size() + 1) + " of " + what, field, texts.size()));
    }
    return texts;
  }

  /** A field that may be missing. */
  private Optional<String> text(Map<?, ?> fields, String field, String what) {
    Object value = fields.get(field);
    return value == null
        ? Optional.empty()
        : Optional.of(text(value, field + " of " + what, field));
  }

  /** A text that is asked for; what YAML takes for nothing must be quoted to be one. */
  private String text(Object value, String what, Object... below) {
    if (value == null) {
      throw wrong(
          what + " is ~, null or nothing, which YAML takes for no text; put it in quotes", below);
    }
    if (!(value instanceof String text)) {
      throw wrong(
          what + " is no text, expected one; texts with special characters need quotes", below);
    }
    return text;
  }

  private long revision(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong("revision is " + Quoting.quote(text) + ", expected a whole number", "revision");
    }
  }

  private float threshold(String text, String what) {
    if (!NUMBER.matcher(text).matches()) {
      throw wrong(
          "threshold of %s is %s, which is no number, expected 0 to 1"
              .formatted(what, Quoting.quote(text)),
          "threshold");
    }
    return Float.parseFloat(text);
  }

  private <E extends Enum<E>> E symbol(Class<E> type, String name, String what, String field) {
    return Arrays.stream(type.getEnumConstants())
        .filter(symbol -> symbol.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "%s is %s, expected one of %s"
                        .formatted(
                            what, Quoting.quote(name), Arrays.toString(type.getEnumConstants())),
                    field));
  }

  private void known(Map<?, ?> fields, String what, Schema schema) {
    List<String> names = schema.getFields().stream().map(Schema.Field::name).toList();
    for (Object name : fields.keySet()) {
      if (!names.contains(name)) {
        throw wrong(
            "%s has a field %s, expected some of %s"
                .formatted(what, Quoting.quote(String.valueOf(name)), String.join(", ", names)),
            name);
      }
    }
  }

  /**
   * @param below the place, seen from the one that is read
   */
  private SettingException wrong(String problem, Object... below) {
    List<Object> whole = Stream.concat(place.stream(), Arrays.stream(below)).toList();
    return new SettingException(said(file, new LabelSetProblem(problem, whole)));
  }

  private static YAMLFactory factory() {
    return YAMLFactory.builder()
        .stringQuotingChecker(new Quotes())
        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
        .build();
  }

  /** Quotes what other readers of YAML take for something else, and what cannot be seen. */
  private static final class Quotes extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value)
          || !Character.isLetter(value.codePointAt(0))
          || !Quoting.field(value).equals(value);
    }
  }
}
