package io.clipstream.schemas;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/** The page docs/topics.md as the schemas and the topics say it. */
final class TopicsPage {
  private static final String HEAD =
      """
      # Topics

      <!-- Made from the schemas by TopicsPageTest; change those, not this file. -->

      Keys are UTF-8 text. Values are Avro in single-object encoding (`C3 01`, the schema's
      CRC-64-AVRO fingerprint in little-endian order, the record) or, by option, in the Confluent
      wire format (`00`, the schema's id in a registry, the record). The schemas are in
      [schemas/src/main/avro](../schemas/src/main/avro), every version of them, self-contained, in
      [schemas/src/main/resources](../schemas/src/main/resources/io/clipstream/schemas/history).
      Names of topics are defaults; options change them. In the Confluent wire format the schema's id
      must belong to the subject `TOPIC-value`, to the record's full name, or to `TOPIC-` and that
      name, where the registry can tell (`/schemas/ids/ID/subjects`); other records are refused.

      """;

  private static final String NOTES =
      """

      Every topic that a job reads records from has a dead-letter topic, its name followed by `.dlq`:
      the record as it came, untouched, with headers `__connect.errors.*` that say why. Previews have
      none: a request that cannot be met is answered with the reason.

      The header `traceparent` (W3C Trace Context) of an image event names the trace that it belongs to;
      its result and its dead letter have it too ([operations.md](operations.md#traces)).

      How the topics keep their records:

      - **stream**: `cleanup.policy=delete`; retention and partitions are yours to choose.
      - **control log**: one partition, `cleanup.policy=delete`, `retention.ms=-1`. The last valid
        record of a key in the order of offsets is in force; a null value deletes. Compaction would
        let a refused record displace a good one, so it must stay off.
      - **compacted**: `cleanup.policy=compact`. The last record of a key stays.
      - **leases**: one partition, `cleanup.policy=compact`, `segment.ms` and `min.compaction.lag.ms` of an
        hour. Which job holds which name ([reliability.md](reliability.md#two-jobs-of-one-name)).
      - **passing**: questions and answers that nobody needs an hour later.

      A label set may have at most %s.
      A set of 20,000 labels is a record of some 0.5 to 2 MB: where sets are that large, raise
      `max.message.bytes` of the topic and `max.request.size` of the producer above Kafka's 1 MB.

      To change a schema, add a field with a default (or a symbol to an enum that has one) and run
      `mvn test -pl schemas -Dclipstream.regenerate=true`: it writes the new version into the history,
      its golden bytes, and this page. Versions that are there already are never written again.
      Deploy readers before writers: a reader without registry knows the versions of its own build.

      """;

  private TopicsPage() {}

  static String text() {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("| topic | key | value | kept as |\n| --- | --- | --- | --- |\n");
    for (Topic topic : Topic.values()) {
      page.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(topic.defaultName(), topic.key(), link(topic.schema()), keeping(topic)));
    }
    page.append(NOTES.formatted(limits()));
    SchemaStyleTest.named().values().forEach(schema -> page.append(section(schema)));
    return page.toString().stripTrailing() + "\n";
  }

  private static String keeping(Topic topic) {
    String settings =
        new TreeMap<>(topic.kafkaSettings())
            .entrySet().stream()
                .map(Map.Entry::toString)
                .collect(Collectors.joining("`, `", "`", "`"));
    return topic.keeping().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + settings;
  }

  private static String limits() {
    return "%,d labels, %d prompts a label, %d templates, %,d background\nprompts, %,d texts to\nencode (prompts times templates)"
        .formatted(
            LabelSets.MAX_LABELS,
            LabelSets.MAX_PROMPTS_PER_LABEL,
            LabelSets.MAX_TEMPLATES,
            LabelSets.MAX_BACKGROUND_PROMPTS,
            LabelSets.MAX_TEXTS)
        .concat(
            ", %d characters a name, %,d a prompt or template"
                .formatted(LabelSets.MAX_NAME_CHARACTERS, LabelSets.MAX_TEXT_CHARACTERS));
  }

  private static String section(Schema schema) {
    String head = "## " + schema.getName() + "\n\n" + schema.getDoc() + "\n\n";
    if (schema.getType() == Schema.Type.ENUM) {
      return head + "One of `" + String.join("`, `", schema.getEnumSymbols()) + "`.\n\n";
    }
    return head
        + "| field | type | default | meaning |\n| --- | --- | --- | --- |\n"
        + schema.getFields().stream().map(TopicsPage::row).collect(Collectors.joining())
        + "\n";
  }

  private static String row(Schema.Field field) {
    return "| `%s` | %s | %s | %s |%n"
        .formatted(field.name(), type(field.schema()), defaultOf(field), field.doc());
  }

  private static String defaultOf(Schema.Field field) {
    if (!field.hasDefaultValue()) {
      return "required";
    }
    Object value = field.defaultVal();
    return value == JsonProperties.NULL_VALUE ? "null" : "`" + value + "`";
  }

  private static String type(Schema schema) {
    if (schema.getLogicalType() != null) {
      return schema.getLogicalType().getName();
    }
    return switch (schema.getType()) {
      case RECORD, ENUM -> link(schema);
      case ARRAY -> "list of " + type(schema.getElementType());
      case MAP -> "map of " + type(schema.getValueType());
      case UNION -> type(schema.getTypes().get(1)) + " or null";
      default -> schema.getType().getName();
    };
  }

  private static String link(Schema schema) {
    String name = schema.getName();
    return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
  }
}
