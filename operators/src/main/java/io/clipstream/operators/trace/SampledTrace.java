package io.clipstream.operators.trace;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One span from arrival to emission, and one in it for each step. */
final class SampledTrace implements PictureTrace {
  private final Tracer tracer;
  private final EpochClock clock = EpochClock.now();
  private final long arrivedNanos = System.nanoTime();
  private final Span span;
  private final Context context;
  private long decodeNanos = arrivedNanos;
  private long decodedNanos = arrivedNanos;

  /**
   * @param parent holds the span that the record belongs to, if it belongs to one
   */
  SampledTrace(Tracer tracer, Context parent, RawRecord record) {
    this.tracer = tracer;
    this.span =
        tracer
            .spanBuilder("process " + record.topic())
            .setParent(parent)
            .setSpanKind(SpanKind.CONSUMER)
            .setStartTimestamp(clock.at(arrivedNanos), TimeUnit.NANOSECONDS)
            .setAllAttributes(TraceAttributes.of(record))
            .startSpan();
    this.context = parent.with(span);
  }

  @Override
  public void decodeBegins() {
    decodeNanos = System.nanoTime();
  }

  @Override
  public void decodeEnds() {
    decodedNanos = System.nanoTime();
    step("decoder queue", SpanContext.getInvalid(), arrivedNanos, decodeNanos);
    step("decode", SpanContext.getInvalid(), decodeNanos, decodedNanos);
  }

  @Override
  public void encoded(BatchTrace batch) {
    if (batch instanceof BatchTrace.Spanned spanned) {
      Tracing.Device device = spanned.device();
      step("device queue", SpanContext.getInvalid(), decodedNanos, device.startNanos());
      step("encode", spanned.span(), device.startNanos(), device.encodedNanos());
      step("score", spanned.span(), device.encodedNanos(), device.scoredNanos());
    }
  }

  /** An invalid link is none. */
  private void step(String name, SpanContext link, long fromNanos, long toNanos) {
    tracer
        .spanBuilder(name)
        .setParent(context)
        .setStartTimestamp(clock.at(fromNanos), TimeUnit.NANOSECONDS)
        .addLink(link)
        .startSpan()
        .end(clock.at(toNanos), TimeUnit.NANOSECONDS);
  }

  @Override
  public Map<String, String> headers() {
    return TraceHeaders.of(context);
  }

  @Override
  public void tagged(String checkpoint, String labelSet, long revision) {
    span.setAllAttributes(TraceAttributes.of(checkpoint, labelSet, revision));
    end();
  }

  /** The letter's message may quote its record and stays out. */
  @Override
  public DeadLetter refused(DeadLetter letter) {
    span.setAttribute(TraceAttributes.STAGE, letter.stage().wireName());
    span.setAttribute(TraceAttributes.ERROR, letter.reason());
    span.setStatus(StatusCode.ERROR);
    end();
    RawRecord onward = TraceHeaders.with(letter.record(), headers());
    return new DeadLetter(onward, letter.stage(), letter.reason(), letter.message());
  }

  private void end() {
    span.end(clock.at(System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  @Override
  public SpanContext context() {
    return span.getSpanContext();
  }
}
