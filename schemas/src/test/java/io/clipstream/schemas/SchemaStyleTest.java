package io.clipstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** What every schema keeps to, checked on all schemas that a topic's schema reaches. */
class SchemaStyleTest {
  @Test
  void allTypesAreReached() {
    assertThat(named().keySet())
        .contains("ImageEvent", "TagEvent", "Tag", "Origin", "Timings", "LabelSet", "Label")
        .contains("CheckpointEvent", "Lineage", "StatusEvent", "ReviewDecision", "RoundRequest");
  }

  @Test
  void everyRecordEnumAndFieldIsDocumented() {
    for (Schema schema : named().values()) {
      assertThat(schema.getDoc()).as(schema.getName()).isNotBlank().endsWith(".");
      for (Schema.Field field : fields(schema)) {
        assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank();
        assertThat(field.doc().stripTrailing())
            .as(schema.getName() + "." + field.name())
            .endsWith(".");
      }
    }
  }

  @Test
  void everyNullableFieldHasNullFirstAndByDefault() {
    for (Schema schema : named().values()) {
      for (Schema.Field field : fields(schema)) {
        if (field.schema().isNullable()) {
          String name = schema.getName() + "." + field.name();
          assertThat(field.defaultVal()).as(name).isEqualTo(JsonProperties.NULL_VALUE);
          assertThat(field.schema().getTypes().get(0).getType()).isEqualTo(Schema.Type.NULL);
        }
      }
    }
  }

  @Test
  void everyEnumHasADefaultForSymbolsThatAreNewerThanTheReader() {
    List<Schema> enums =
        named().values().stream().filter(s -> s.getType() == Schema.Type.ENUM).toList();
    assertThat(enums).hasSizeGreaterThanOrEqualTo(4);
    assertThat(enums).allSatisfy(s -> assertThat(s.getEnumDefault()).as(s.getName()).isNotNull());
  }

  @Test
  void everyTimeIsAMillisecondTimestamp() {
    int times = 0;
    for (Schema schema : named().values()) {
      for (Schema.Field field : fields(schema)) {
        if (field.name().endsWith("At") || field.name().equals("timestamp")) {
          Schema type =
              field.schema().isUnion() ? field.schema().getTypes().get(1) : field.schema();
          assertThat(type.getLogicalType())
              .as(field.name())
              .isEqualTo(LogicalTypes.timestampMillis());
          times++;
        }
      }
    }
    assertThat(times).isGreaterThan(8);
  }

  private static List<Schema.Field> fields(Schema schema) {
    return schema.getType() == Schema.Type.RECORD ? schema.getFields() : List.of();
  }

  /** All records and enums by name, in the order of the topics. */
  static Map<String, Schema> named() {
    Map<String, Schema> named = new LinkedHashMap<>();
    Arrays.stream(Topic.values()).forEach(topic -> collect(topic.schema(), named));
    return named;
  }

  private static void collect(Schema schema, Map<String, Schema> named) {
    List<Schema> inner = new ArrayList<>();
    switch (schema.getType()) {
      case RECORD -> {
        if (named.put(schema.getName(), schema) == null) {
          schema.getFields().forEach(field -> inner.add(field.schema()));
        }
      }
      case ENUM -> named.put(schema.getName(), schema);
      case ARRAY -> inner.add(schema.getElementType());
      case MAP -> inner.add(schema.getValueType());
      case UNION -> inner.addAll(schema.getTypes());
      default -> {}
    }
    inner.forEach(s -> collect(s, named));
  }
}
