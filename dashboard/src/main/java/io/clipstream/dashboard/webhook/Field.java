package io.clipstream.dashboard.webhook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A field of an event: the one place where it is described, for the event and for /openapi.json.
 *
 * @param type of JSON; {@code array} is one of texts
 * @param value null where there is none
 */
record Field<T>(String name, String type, String meaning, Function<T, Object> value) {
  /** What the fields say of something. */
  static <T> Map<String, Object> values(List<Field<T>> fields, T of) {
    Map<String, Object> values = new LinkedHashMap<>();
    fields.forEach(field -> values.put(field.name, field.value.apply(of)));
    return values;
  }

  /** What JSON Schema says of the fields. */
  static <T> Map<String, Object> schema(List<Field<T>> fields) {
    Map<String, Object> properties = new LinkedHashMap<>();
    fields.forEach(field -> properties.put(field.name, field.schema()));
    return Map.of(
        "type", "object", "required", List.copyOf(properties.keySet()), "properties", properties);
  }

  private Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", type.equals("array") ? type : List.of(type, "null"));
    schema.put("description", meaning);
    if (type.equals("array")) {
      schema.put("items", Map.of("type", "string"));
    }
    return schema;
  }
}
