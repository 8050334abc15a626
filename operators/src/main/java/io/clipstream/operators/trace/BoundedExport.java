package io.clipstream.operators.trace;

import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hands spans to a thread that sends them, as many as it may hold, and counts what becomes of each.
 * The processor behind it has a queue as long, and so drops nothing by itself, which it would tell
 * OpenTelemetry's metrics alone.
 */
final class BoundedExport implements SpanProcessor {
  /** Spans of a subtask that wait or are being sent; some 1 kB each. */
  static final int HELD = 2_048;

  private static final int TOGETHER = 512;
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration SEND = Duration.ofSeconds(5);
  private static final RetryPolicy RETRY =
      RetryPolicy.builder()
          .setMaxAttempts(2)
          .setInitialBackoff(Duration.ofMillis(200))
          .setMaxBackoff(Duration.ofSeconds(1))
          .build();

  private static final Log LOG = Log.of(BoundedExport.class);

  /** It would say of each batch that fails what the counter says. Held, since JUL lets go. */
  private static final Logger CHATTER = Logger.getLogger("io.opentelemetry");

  static {
    CHATTER.setLevel(Level.OFF);
  }

  private final AtomicInteger held = new AtomicInteger();
  private final AtomicLong refusals = new AtomicLong();
  private final TraceMetrics metrics;
  private final BatchSpanProcessor batches;

  BoundedExport(SpanExporter exporter, TraceMetrics metrics) {
    this.metrics = metrics;
    this.batches =
        BatchSpanProcessor.builder(new Counting(exporter))
            .setMaxQueueSize(HELD)
            .setMaxExportBatchSize(TOGETHER)
            .setScheduleDelay(DELAY)
            .build();
  }

  /** Sends to a collector, by OTLP over HTTP. */
  static BoundedExport otlp(String endpoint, TraceMetrics metrics) {
    return new BoundedExport(
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint)
            .setConnectTimeout(CONNECT)
            .setTimeout(SEND)
            .setRetryPolicy(RETRY)
            .build(),
        metrics);
  }

  /** Of a collector that is away for long it is told less and less often. */
  private static void tell(long refusals) {
    if (Long.bitCount(refusals) == 1) {
      LOG.with(LogKey.OPTION, "trace.endpoint")
          .with(LogKey.ATTEMPT, refusals)
          .warn("the collector did not take spans; they are dropped, and pictures go on");
    }
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (held.incrementAndGet() > HELD) {
      held.decrementAndGet();
      metrics.dropped(1);
    } else {
      batches.onEnd(span);
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  /** Spans that wait or are being sent. */
  int held() {
    return held.get();
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return batches.forceFlush();
  }

  private final class Counting implements SpanExporter {
    private final SpanExporter exporter;

    private Counting(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int size = spans.size(); // the list is used again
      CompletableResultCode sent = exporter.export(spans);
      return sent.whenComplete(() -> settle(size, sent.isSuccess()));
    }

    private void settle(int spans, boolean isSent) {
      held.addAndGet(-spans);
      if (isSent) {
        metrics.exported(spans);
      } else {
        metrics.dropped(spans);
        tell(refusals.incrementAndGet());
      }
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
