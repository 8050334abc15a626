package io.clipstream.cli;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;

/** Avro records as plain maps and lists, for JSON and YAML. */
final class AvroText {
  private AvroText() {}

  /**
   * Fields by name, in the order of the schema; nulls stay, bytes become Base64, times ISO text.
   */
  static Map<String, Object> fields(SpecificRecord record) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Schema.Field field : record.getSchema().getFields()) {
      fields.put(field.name(), plain(((SpecificRecordBase) record).get(field.name())));
    }
    return fields;
  }

  private static Object plain(Object value) {
    if (value instanceof SpecificRecord record) {
      return fields(record);
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(AvroText::plain).toList();
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return Base64.getEncoder().encodeToString(copy);
    }
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value instanceof Map<?, ?> map ? texts(map) : value.toString();
  }

  private static Map<String, Object> texts(Map<?, ?> map) {
    Map<String, Object> texts = new LinkedHashMap<>();
    map.forEach((key, value) -> texts.put(key.toString(), plain(value)));
    return texts;
  }

  /** The same without fields that are null or empty. */
  static Map<String, Object> told(SpecificRecord record) {
    Map<String, Object> fields = fields(record);
    fields.values().removeIf(v -> v == null || v.equals(List.of()) || v.equals(Map.of()));
    return fields;
  }
}
