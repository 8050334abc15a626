package io.clipstream.operators.trace;

import io.opentelemetry.api.trace.SpanContext;

/** The span of a micro-batch, which those of its pictures are linked to. */
public sealed interface BatchTrace {
  /** Of a micro-batch none of whose pictures is traced. */
  BatchTrace NONE = new None();

  /** No span. */
  record None() implements BatchTrace {}

  /** A span, and when the pictures were with the device. */
  record Spanned(SpanContext span, Tracing.Device device) implements BatchTrace {}
}
