package io.clipstream.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.clipstream.model.ModelException;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Label;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * A label set in YAML (or JSON, which is YAML): the fields of the schema, where a label may be its
 * name alone and templates the name of a list that comes with clipstream.
 */
final class LabelSetFile {
  private static final int MAX_CHARACTERS = 64 << 20;
  private static final ObjectMapper YAML = new ObjectMapper(factory());

  private final Path file;

  private LabelSetFile(Path file) {
    this.file = file;
  }

  /**
   * What a file says.
   *
   * @param set its revision is 0 if the file gives none
   */
  record Read(LabelSet set, Optional<Long> revision) {}

  /**
   * Reads a file. What the set says is not checked here.
   *
   * @throws ModelException if the file cannot be read, is no YAML, or has fields that are unknown
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
    JsonNode root = parse();
    known(root, "the label set", LabelSet.getClassSchema());
    Optional<Long> revision =
        root.hasNonNull("revision") ? Optional.of(number(root.get("revision"))) : Optional.empty();
    LabelSet.Builder set =
        LabelSet.newBuilder()
            .setId(text(root, "id", "the label set").orElseThrow(() -> wrong("id is missing")))
            .setRevision(revision.orElse(0L))
            .setTemplates(templates(root.path("templates")))
            .setBackgroundPrompts(texts(root.path("backgroundPrompts"), "backgroundPrompts"))
            .setDescription(text(root, "description", "the label set").orElse(null))
            .setUpdatedBy(text(root, "updatedBy", "the label set").orElse(null))
            .setLabels(labels(root.path("labels")));
    text(root, "scoring", "the label set")
        .ifPresent(name -> set.setScoring(symbol(Scoring.class, name, "scoring")));
    return new Read(set.build(), revision);
  }

  private JsonNode parse() {
    try {
      JsonNode root = YAML.readTree(Files.readString(file));
      if (!root.isObject()) {
        throw wrong("it holds no label set, expected the fields id and labels");
      }
      return root;
    } catch (IOException e) {
      throw new ModelException(
          file + ": cannot be read as YAML: " + Quoting.clip(String.valueOf(e.getMessage())), e);
    }
  }

  private List<Label> labels(JsonNode nodes) {
    if (!nodes.isArray()) {
      throw wrong("labels is no list, expected a list of names or of labels");
    }
    List<Label> labels = new ArrayList<>();
    for (JsonNode node : nodes) {
      labels.add(node.isObject() ? label(node) : label(node.asText()).build());
    }
    return labels;
  }

  private static Label.Builder label(String name) {
    return Label.newBuilder().setName(name);
  }

  private Label label(JsonNode node) {
    String name = text(node, "name", "a label").orElseThrow(() -> wrong("a label has no name"));
    String what = "label " + Quoting.quote(name);
    known(node, what, Label.getClassSchema());
    Label.Builder label = label(name).setPrompts(texts(node.path("prompts"), "prompts of " + what));
    label.setParent(text(node, "parent", what).orElse(null));
    text(node, "action", what)
        .ifPresent(action -> label.setAction(symbol(Action.class, action, "action of " + what)));
    if (node.hasNonNull("threshold")) {
      if (!node.get("threshold").isNumber()) {
        throw wrong("threshold of " + what + " is no number, expected 0 to 1");
      }
      label.setThreshold(node.get("threshold").floatValue());
    }
    return label.build();
  }

  private List<String> templates(JsonNode node) {
    return node.isTextual()
        ? PromptTemplates.named(node.textValue()).templates()
        : texts(node, "templates");
  }

  private List<String> texts(JsonNode node, String what) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw wrong(what + " is no list, expected a list of texts");
    }
    List<String> texts = new ArrayList<>();
    node.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private Optional<String> text(JsonNode node, String field, String what) {
    JsonNode value = node.path(field);
    if (value.isContainerNode()) {
      throw wrong(field + " of " + what + " is no text");
    }
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value.asText());
  }

  private long number(JsonNode node) {
    if (!node.canConvertToLong() || !node.isIntegralNumber()) {
      throw wrong("revision is " + Quoting.quote(node.asText()) + ", expected a whole number");
    }
    return node.longValue();
  }

  private <E extends Enum<E>> E symbol(Class<E> type, String name, String what) {
    return Arrays.stream(type.getEnumConstants())
        .filter(symbol -> symbol.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "%s is %s, expected one of %s"
                        .formatted(
                            what, Quoting.quote(name), Arrays.toString(type.getEnumConstants()))));
  }

  private void known(JsonNode node, String what, Schema schema) {
    Map<String, Schema.Field> fields = new LinkedHashMap<>();
    schema.getFields().forEach(field -> fields.put(field.name(), field));
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!fields.containsKey(name)) {
                throw wrong(
                    "%s has a field %s, expected some of %s"
                        .formatted(what, Quoting.quote(name), String.join(", ", fields.keySet())));
              }
            });
  }

  private ModelException wrong(String problem) {
    return new ModelException(file + ": " + problem);
  }

  private static YAMLFactory factory() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    return YAMLFactory.builder()
        .loaderOptions(options)
        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
        .build();
  }
}
