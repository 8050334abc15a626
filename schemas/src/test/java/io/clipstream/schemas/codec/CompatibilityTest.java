package io.clipstream.schemas.codec;

import static io.clipstream.schemas.codec.Writers.changed;
import static io.clipstream.schemas.codec.Writers.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.schemas.Samples;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.registry.FakeRegistry;
import io.clipstream.schemas.registry.RegistrySettings;
import io.clipstream.schemas.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every topic's schema, in both directions of an upgrade: what releases have written is read for
 * ever, and what the next one may write is read today. A change of a schema that fails here breaks
 * a rolling upgrade: give new fields a default, take none away that has none, and keep types.
 */
class CompatibilityTest {
  private static final String NEWER = "ofALaterRelease";

  @ParameterizedTest
  @EnumSource(Topic.class)
  void todaysReaderReadsWhatEveryReleaseHasWritten(Topic topic) {
    for (Schema writer : SchemaHistory.of(topic.type()).versions()) {
      assertCompatible(topic.schema(), writer);
    }
  }

  /** In a rolling upgrade, and after a rollback. */
  @ParameterizedTest
  @EnumSource(Topic.class)
  void theReaderOfEveryReleaseReadsWhatIsWrittenToday(Topic topic) {
    for (Schema reader : SchemaHistory.of(topic.type()).versions()) {
      assertCompatible(reader, topic.schema());
    }
  }

  private static void assertCompatible(Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    assertThat(result.getType())
        .as("%s: %s", reader.getName(), result.getResult().getIncompatibilities())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  /** With one more field in each of its records, and one more symbol in each of its enums. */
  @ParameterizedTest
  @EnumSource(Topic.class)
  void todaysReaderReadsANewerRecord(Topic topic) throws Exception {
    List<ObjectNode> changed = new ArrayList<>();
    Schema newer = changed(topic.schema(), schema -> extend(schema, changed));
    assertThat(changed).isNotEmpty();
    assertThat(newer).isNotEqualTo(topic.schema());
    byte[] ours = GoldenBytesTest.codec(topic).encode(Samples.of(topic));
    byte[] theirs = Writers.binary(Writers.rewrite(topic.schema(), newer, ours));
    // As text: lists of Avro do not compare records that hold times.
    assertThat(throughRegistry(topic, newer, theirs).toOptional())
        .map(SpecificRecord::toString)
        .hasValue(Samples.of(topic).toString());
  }

  private static void extend(JsonNode node, List<ObjectNode> changed) {
    node.forEach(child -> extend(child, changed));
    if (node instanceof ObjectNode object && object.path("type").isTextual()) {
      switch (object.get("type").asText()) {
        case "record" -> {
          ((ArrayNode) object.get("fields"))
              .insert(
                  0,
                  json("{\"name\":\"%s\",\"type\":\"string\",\"default\":\"?\"}".formatted(NEWER)));
          changed.add(object);
        }
        case "enum" -> {
          ((ArrayNode) object.get("symbols")).add(NEWER);
          changed.add(object);
        }
        default -> {
          // What has no name has no parts to add.
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Decoding<SpecificRecord> throughRegistry(Topic topic, Schema writer, byte[] binary)
      throws Exception {
    try (FakeRegistry registry = new FakeRegistry()) {
      int id = registry.add("topic-value", writer.toString());
      SchemaRegistry client = new SchemaRegistry(RegistrySettings.of(registry.url()));
      return AvroCodec.confluent((Class<SpecificRecord>) topic.type(), client, "topic-value")
          .decode(Writers.confluent(id, binary));
    }
  }
}
