package io.clipstream.operators.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.control.RecordFault;
import io.clipstream.operators.testing.KeptMetrics;
import io.clipstream.schemas.SettingException;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampledTracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";

  private final Map<String, Object> kept = new ConcurrentHashMap<>();
  private final SentSpans sent = SentSpans.taken();
  private SampledTracing tracing = tracing(0);

  private SampledTracing tracing(double sampling) {
    TraceMetrics metrics = new TraceMetrics(new KeptMetrics("", kept));
    return new SampledTracing(sampling, metrics, new BoundedExport(sent, metrics), "shop");
  }

  private void sample(double share) {
    tracing.close();
    tracing = tracing(share);
  }

  @AfterEach
  void close() {
    tracing.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost:4318", "ftp://host", "http:/x", "http://127.0.0.1:99999"})
  void anEndpointThatIsNoAddressOfHttpIsRefused(String endpoint) {
    assertThatThrownBy(() -> new TraceSettings.Otlp(URI.create(endpoint), 0))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("expected http://HOST:PORT");
  }

  private static RawRecord record(RawRecord.Header... headers) {
    byte[] value = "secret".getBytes(StandardCharsets.UTF_8);
    return new RawRecord("images", 3, 42, 0, value, value, List.of(headers));
  }

  private static RawRecord.Header header(String name, String value) {
    return new RawRecord.Header(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static RawRecord within(String traceparent) {
    return record(header("traceparent", traceparent), header("tracestate", "vendor=1"));
  }

  private long count(String name) {
    return ((Counter) kept.get("trace." + name)).getCount();
  }

  @Test
  void aPictureOfASampledTraceGoesOnWithIt() {
    PictureTrace trace = tracing.begin(within(SAMPLED));
    tag(trace);
    tracing.close();

    SpanData whole = sent.named("process images");
    assertThat(whole.getTraceId()).isEqualTo(TRACE);
    assertThat(whole.getParentSpanId()).isEqualTo(PARENT);
    assertThat(trace.headers())
        .containsEntry("traceparent", "00-" + TRACE + "-" + whole.getSpanId() + "-01")
        .containsEntry("tracestate", "vendor=1");
    assertThat(List.of("decoder queue", "decode", "device queue", "encode", "score"))
        .allSatisfy(
            step -> {
              assertThat(sent.named(step).getTraceId()).isEqualTo(TRACE);
              assertThat(sent.named(step).getParentSpanId()).isEqualTo(whole.getSpanId());
            });
  }

  private void tag(PictureTrace trace) {
    trace.decodeBegins();
    trace.decodeEnds();
    long now = System.nanoTime();
    trace.encoded(tracing.batch(List.of(() -> trace), new Tracing.Device(now, now, now, 1, 1)));
    trace.tagged("checkpoint", "default", 1);
  }

  @Test
  void stepsFollowOneAnotherWithinTheWhole() {
    tag(tracing.begin(within(SAMPLED)));
    tracing.close();
    SpanData whole = sent.named("process images");
    long before = whole.getStartEpochNanos();
    for (String step : List.of("decoder queue", "decode", "device queue", "encode", "score")) {
      assertThat(sent.named(step).getStartEpochNanos()).isGreaterThanOrEqualTo(before);
      before = sent.named(step).getEndEpochNanos();
    }
    assertThat(whole.getEndEpochNanos()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void aMicroBatchIsLinkedToItsTracedPicturesAndTheyToIt() {
    PictureTrace traced = tracing.begin(within(SAMPLED));
    long now = System.nanoTime();
    traced.encoded(
        tracing.batch(
            List.of(() -> PictureTrace.NONE, () -> traced),
            new Tracing.Device(now, now, now, 2, 2)));
    tracing.close();
    SpanData batch = sent.named("micro-batch");
    assertThat(batch.getTraceId()).isNotEqualTo(TRACE);
    assertThat(batch.getLinks())
        .extracting(LinkData::getSpanContext)
        .containsExactly(traced.context());
    assertThat(sent.named("encode").getLinks())
        .extracting(LinkData::getSpanContext)
        .containsExactly(batch.getSpanContext());
  }

  @Test
  void aTraceThatIsNotSampledIsLeftAlone() {
    sample(1);
    assertThat(tracing.begin(within("00-" + TRACE + "-" + PARENT + "-00")))
        .isSameAs(PictureTrace.NONE);
    assertThat(count("headersMalformed")).isZero();
  }

  @Test
  void aPictureWithoutATraceBeginsOneByChance() {
    assertThat(tracing.begin(record())).isSameAs(PictureTrace.NONE);
    sample(1);
    assertThat(tracing.begin(record()).context().isSampled()).isTrue();
    sample(0.5);
    long traced = 0;
    for (int i = 0; i < 1_000; i++) {
      traced += tracing.begin(record()).context().isValid() ? 1 : 0;
    }
    assertThat(traced).isBetween(300L, 700L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no trace",
        "00-" + TRACE + "-" + PARENT,
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "ff-" + TRACE + "-" + PARENT + "-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E473G-" + PARENT + "-01",
        "\u00e4\u20ac"
      })
  void aMalformedHeaderIsCountedAndNoTrace(String malformed) {
    assertThat(tracing.begin(within(malformed))).isSameAs(PictureTrace.NONE);
    assertThat(count("headersMalformed")).isEqualTo(1);
  }

  @Test
  void aDeadLetterGoesOnWithTheTraceAndKeepsItsOtherHeaders() {
    RawRecord record =
        record(
            header("a", "1"), header("traceparent", SAMPLED), header("b", "2"), header("a", "3"));
    DeadLetter letter =
        DeadLetter.of(record, LetterStage.DECODE_RECORD, RecordFault.NO_IMAGE, "says secret");
    DeadLetter onward = tracing.begin(record).refused(letter);
    tracing.close();

    SpanData whole = sent.named("process images");
    assertThat(whole.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(whole.toString()).contains("NO_IMAGE").doesNotContain("secret");
    assertThat(onward.record().headers())
        .extracting(header -> header.name() + "=" + new String(header.value()))
        .containsExactly(
            "a=1", "b=2", "a=3", "traceparent=00-" + TRACE + "-" + whole.getSpanId() + "-01");
    assertThat(onward.record().value()).isEqualTo(record.value());
    assertThat(onward.message()).isEqualTo(letter.message());
  }

  @Test
  void nothingThatARecordHoldsIsInASpan() {
    tag(tracing.begin(record(header("traceparent", SAMPLED), header("x", "secret"))));
    tracing.close();
    assertThat(sent.all()).hasSize(7).noneMatch(span -> span.toString().contains("secret"));
  }
}
