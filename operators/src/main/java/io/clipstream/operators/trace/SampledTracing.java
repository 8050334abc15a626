package io.clipstream.operators.trace;

import io.clipstream.control.RawRecord;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Traces a share of the pictures. Whether one is traced is decided when it arrives, so that one
 * that is not costs a look at its headers and no object.
 */
final class SampledTracing implements Tracing {
  /** How long the end of a task waits for what is still to be sent. */
  private static final long CLOSE_SECONDS = 5;

  private final double sampling;
  private final TraceMetrics metrics;
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * @param export takes finished spans; closed with this
   */
  SampledTracing(double sampling, TraceMetrics metrics, SpanProcessor export, String job) {
    this.sampling = sampling;
    this.metrics = metrics;
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(Resource.create(Attributes.of(TraceAttributes.SERVICE, job))))
            .setSampler(Sampler.alwaysOn()) // it was decided before
            .addSpanProcessor(export)
            .build();
    this.tracer = provider.get("io.clipstream");
  }

  @Override
  public PictureTrace begin(RawRecord record) {
    SpanContext parent = parent(record);
    boolean isSampled =
        parent.isValid()
            ? parent.isSampled()
            : sampling > 0 && ThreadLocalRandom.current().nextDouble() < sampling;
    if (!isSampled) {
      return PictureTrace.NONE;
    }
    metrics.traced();
    return new SampledTrace(tracer, Context.root().with(Span.wrap(parent)), record);
  }

  private SpanContext parent(RawRecord record) {
    if (!TraceHeaders.hasParent(record)) {
      return SpanContext.getInvalid();
    }
    SpanContext parent = TraceHeaders.parent(record);
    if (!parent.isValid()) {
      metrics.malformed();
    }
    return parent;
  }

  @Override
  public BatchTrace batch(List<? extends Traced> pictures, Device device) {
    SpanBuilder builder = null;
    for (Traced picture : pictures) {
      SpanContext context = picture.trace().context();
      if (context.isValid()) {
        builder = builder == null ? batchSpan(device) : builder;
        builder.addLink(context);
      }
    }
    if (builder == null) {
      return BatchTrace.NONE;
    }
    EpochClock clock = EpochClock.now();
    Span span =
        builder.setStartTimestamp(clock.at(device.startNanos()), TimeUnit.NANOSECONDS).startSpan();
    span.end(clock.at(device.scoredNanos()), TimeUnit.NANOSECONDS);
    return new BatchTrace.Spanned(span.getSpanContext(), device);
  }

  private SpanBuilder batchSpan(Device device) {
    return tracer
        .spanBuilder("micro-batch")
        .setNoParent()
        .setSpanKind(SpanKind.INTERNAL)
        .setAllAttributes(TraceAttributes.of(device));
  }

  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
