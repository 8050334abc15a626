package io.clipstream.operators.trace;

import io.clipstream.control.RawRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The headers of W3C Trace Context, in records of Kafka. Of several of a name the last counts. */
final class TraceHeaders {
  static final String PARENT = "traceparent";

  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final TextMapGetter<RawRecord> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(RawRecord record) {
          return record.headers().stream().map(RawRecord.Header::name).toList();
        }

        @Override
        public String get(RawRecord record, String name) {
          byte[] value = last(record, name);
          return value == null ? null : new String(value, StandardCharsets.US_ASCII);
        }
      };

  private TraceHeaders() {}

  static boolean hasParent(RawRecord record) {
    return last(record, PARENT) != null;
  }

  /** The span that a record belongs to; invalid if its header is malformed or missing. */
  static SpanContext parent(RawRecord record) {
    return Span.fromContext(W3C.extract(Context.root(), record, GETTER)).getSpanContext();
  }

  /** The headers that name a span. */
  static Map<String, String> of(Context span) {
    Map<String, String> headers = new HashMap<>();
    W3C.inject(span, headers, Map::put);
    return headers;
  }

  /** The record with these headers in place of its own of the same names. */
  static RawRecord with(RawRecord record, Map<String, String> headers) {
    List<RawRecord.Header> all = new ArrayList<>();
    record.headers().stream()
        .filter(header -> !headers.containsKey(header.name()))
        .forEach(all::add);
    headers.forEach(
        (name, value) ->
            all.add(new RawRecord.Header(name, value.getBytes(StandardCharsets.US_ASCII))));
    return record.withHeaders(all);
  }

  private static byte[] last(RawRecord record, String name) {
    byte[] found = null;
    for (RawRecord.Header header : record.headers()) {
      if (header.name().equals(name)) {
        found = header.value();
      }
    }
    return found;
  }
}
