package io.clipstream.dashboard.webhook;

import io.clipstream.dashboard.http.Callback;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.store.Term;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What of a topic is told. */
interface EventSource {
  String topic();

  /** The event of a record, if it is told; a record that cannot be read is not. */
  Optional<WebhookEvent> of(ConsumerRecord<byte[], byte[]> record);

  /**
   * An event.
   *
   * @param fields what it says
   */
  static <T> WebhookEvent event(
      ConsumerRecord<byte[], byte[]> record,
      String type,
      String imageId,
      Instant at,
      List<Field<T>> fields,
      T of) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type);
    body.put("timestamp", at.toString());
    body.put("data", Field.values(fields, of));
    return new WebhookEvent(id(record), Term.hash(imageId), type, Json.bytes(body));
  }

  /** Of the record's place, and of its time too: a topic that is made again has the same places. */
  private static String id(ConsumerRecord<byte[], byte[]> record) {
    return "msg_"
        + Term.hash(
            record.topic()
                + "/"
                + record.partition()
                + "/"
                + record.offset()
                + "/"
                + record.timestamp());
  }

  /** How an event is described at /openapi.json. */
  static <T> Callback described(String type, String summary, List<Field<T>> fields) {
    return new Callback(
        type,
        summary,
        Map.of(
            "type",
            "object",
            "required",
            List.of("type", "timestamp", "data"),
            "properties",
            Map.of(
                "type", Map.of("const", type),
                "timestamp", Map.of("type", "string", "format", "date-time"),
                "data", Field.schema(fields))));
  }
}
