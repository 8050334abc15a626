package io.clipstream.operators.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A collector that keeps what it is sent, and answers as it is told. */
final class SentSpans implements SpanExporter {
  private final List<SpanData> spans = new ArrayList<>();
  private final CompletableResultCode answer;

  private SentSpans(CompletableResultCode answer) {
    this.answer = answer;
  }

  static SentSpans taken() {
    return new SentSpans(CompletableResultCode.ofSuccess());
  }

  /** It gives no answer until this is completed. */
  static SentSpans answered(CompletableResultCode answer) {
    return new SentSpans(answer);
  }

  synchronized List<SpanData> all() {
    return List.copyOf(spans);
  }

  /** The only span of this name. */
  SpanData named(String name) {
    List<SpanData> found = all().stream().filter(span -> span.getName().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " spans are named " + name + ": " + all());
    }
    return found.get(0);
  }

  @Override
  public synchronized CompletableResultCode export(Collection<SpanData> batch) {
    spans.addAll(batch);
    return answer;
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
