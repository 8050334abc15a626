package io.clipstream.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.clipstream.schemas.Committed;
import io.clipstream.schemas.Topic;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryTest {
  @ParameterizedTest
  @EnumSource(Topic.class)
  void theLatestVersionInTheHistoryIsTheSchemaOfToday(Topic topic) throws Exception {
    int today = versionOfToday(topic);
    String name = topic.schema().getName();
    Path file =
        Committed.moduleFile(
            "src/main/resources/io/clipstream/schemas/history/%s/v%d.avsc".formatted(name, today));
    if (Committed.regenerating() && Committed.read(file).isEmpty()) {
      Committed.write(file, written(topic.schema()));
    }
    assertThat(file).as("the schema of %s has changed: %s", name, Committed.HOW_TO).exists();
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void everyVersionHasAFingerprintOfItsOwn(Topic topic) {
    Assumptions.assumeFalse(Committed.regenerating(), "new files are not on the class path yet");
    List<Schema> versions = SchemaHistory.of(topic.type()).versions();
    assertThat(versions.stream().map(SchemaNormalization::parsingFingerprint64))
        .doesNotHaveDuplicates()
        .isNotEmpty();
  }

  /** Number of the version that the schema is, or will be once it is in the history. */
  static int versionOfToday(Topic topic) {
    List<Schema> versions = SchemaHistory.of(topic.type()).versions();
    int latest = versions.size();
    boolean known =
        latest > 0 && fingerprint(versions.get(latest - 1)) == fingerprint(topic.schema());
    return known ? latest : latest + 1;
  }

  private static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** The schema without what only the Java compiler of schemas put in. */
  private static String written(Schema schema) throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    JsonNode plain = plain(json.readTree(schema.toString()));
    return json.writerWithDefaultPrettyPrinter().writeValueAsString(plain) + "\n";
  }

  private static JsonNode plain(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("avro.java.string");
      object.fieldNames().forEachRemaining(name -> object.replace(name, plain(object.get(name))));
      boolean bare = object.size() == 1 && object.path("type").isTextual();
      return bare ? TextNode.valueOf(object.get("type").textValue()) : object;
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, plain(array.get(i)));
      }
    }
    return node;
  }
}
