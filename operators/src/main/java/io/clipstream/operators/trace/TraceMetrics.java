package io.clipstream.operators.trace;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/** What a subtask counts of its traces, under the group {@code trace}. */
final class TraceMetrics {
  private final Counter traced;
  private final Counter malformed;
  private final Counter exported;
  private final Counter dropped;

  TraceMetrics(MetricGroup operator) {
    MetricGroup group = operator.addGroup("trace");
    this.traced = group.counter("imagesTraced");
    this.malformed = group.counter("headersMalformed");
    // Counted by the threads that send.
    this.exported = group.counter("spansExported", new ThreadSafeSimpleCounter());
    this.dropped = group.counter("spansDropped", new ThreadSafeSimpleCounter());
  }

  void traced() {
    traced.inc();
  }

  /** A header {@code traceparent} that is none; its picture is treated as one without. */
  void malformed() {
    malformed.inc();
  }

  void exported(int spans) {
    exported.inc(spans);
  }

  /** The queue was full, or the collector did not take them. */
  void dropped(int spans) {
    dropped.inc(spans);
  }
}
