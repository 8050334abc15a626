package io.clipstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.testing.OtlpServer;
import io.clipstream.jobs.testing.PrometheusPort;
import io.clipstream.jobs.testing.RunningJob;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.jobs.testing.TaggingStream;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.jobs.testing.TestPictures;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of a whole job, as a collector and the readers of its topics see them. */
class TracedImagesTest {
  private static final String JOB = "traced";
  private static final String METRICS = "flink_taskmanager_job_task_operator_trace_";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e473%d";
  private static final String SENDER = "00f067aa0ba902b7";
  private static final String MARKER = "content-of-a-record";

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();
  private TaggingTopics topics;
  private TaggingStream stream;

  @BeforeEach
  void publish() {
    topics = kafka.createTopics(JOB + System.nanoTime(), 1);
    stream = new TaggingStream(kafka, topics);
    stream.promote(SmallModel.write(folder, 3));
    stream.publish(1, List.of("cat", "dog"));
  }

  @Test
  void aTraceGoesThroughTheJobAndOnBehindResultsAndDeadLetters() throws Exception {
    try (OtlpServer collector = OtlpServer.start()) {
      PrometheusPort port = PrometheusPort.free();
      String[] more = with(port, "--trace.endpoint=" + collector.endpoint());
      try (RunningJob job = RunningJob.start(stream.settings(JOB, folder, more), 1)) {
        send(MARKER + 1, TestPictures.png(1), "00-" + trace(1) + "-" + SENDER + "-01");
        send(
            MARKER + 2,
            MARKER.getBytes(StandardCharsets.UTF_8),
            "00-" + trace(2) + "-" + SENDER + "-01");
        send(MARKER + 3, TestPictures.png(3), "00-" + trace(3) + "-" + SENDER + "-00");
        send(MARKER + 4, TestPictures.png(4), "no traceparent");
        job.await("all outcomes", () -> stream.outcomes() == 4);
        job.await("the spans", () -> ofTrace(collector, 1).size() == 6);
        job.await("the one of their batch", () -> !batches(collector).isEmpty());
        job.await("those of the dead letter", () -> !wholes(ofTrace(collector, 2)).isEmpty());
        assertThat(port.value(METRICS + "headersMalformed")).isEqualTo(1);
        assertThat(port.value(METRICS + "imagesTraced")).isEqualTo(2);
      }
      assertChain(collector);
      assertDeadLetter(collector);
      assertThat(ofTrace(collector, 3)).isEmpty();
      assertThat(result(MARKER + 3)).isEqualTo("00-" + trace(3) + "-" + SENDER + "-00");
      assertThat(result(MARKER + 4)).isEqualTo("no traceparent");
      assertThat(collector.requests()).noneMatch(request -> request.contains(MARKER));
    }
  }

  private static String[] with(PrometheusPort port, String... more) {
    return Stream.concat(Stream.of(port.arguments()), Stream.of(more)).toArray(String[]::new);
  }

  private static String trace(int number) {
    return TRACE.formatted(number);
  }

  private void send(String id, byte[] picture, String traceparent) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(stream.images(), key, TaggingStream.event(id, picture));
    record.headers().add("traceparent", traceparent.getBytes(StandardCharsets.UTF_8));
    record.headers().add("other", MARKER.getBytes(StandardCharsets.UTF_8));
    kafka.send(record);
  }

  private static List<Span> ofTrace(OtlpServer collector, int number) {
    return collector.spans().stream()
        .filter(span -> OtlpServer.hex(span.getTraceId()).equals(trace(number)))
        .toList();
  }

  /** Sender, job, and behind the result. */
  private void assertChain(OtlpServer collector) {
    List<Span> spans = ofTrace(collector, 1);
    Span whole = whole(spans);
    assertThat(OtlpServer.hex(whole.getParentSpanId())).isEqualTo(SENDER);
    assertThat(spans)
        .extracting(Span::getName)
        .containsExactlyInAnyOrder(
            whole.getName(), "decoder queue", "decode", "device queue", "encode", "score");
    assertThat(spans)
        .filteredOn(span -> span != whole)
        .allMatch(span -> span.getParentSpanId().equals(whole.getSpanId()));
    assertThat(result(MARKER + 1))
        .isEqualTo("00-" + trace(1) + "-" + OtlpServer.hex(whole.getSpanId()) + "-01");
    List<Span> batches = batches(collector);
    assertThat(batches).hasSize(1);
    assertThat(batches.get(0).getLinks(0).getSpanId()).isEqualTo(whole.getSpanId());
  }

  private static List<Span> batches(OtlpServer collector) {
    return collector.spans().stream().filter(span -> span.getName().equals("micro-batch")).toList();
  }

  private static Span whole(List<Span> spans) {
    return wholes(spans).get(0);
  }

  private static List<Span> wholes(List<Span> spans) {
    return spans.stream().filter(span -> span.getName().startsWith("process ")).toList();
  }

  private void assertDeadLetter(OtlpServer collector) {
    ConsumerRecord<byte[], byte[]> dead = stream.deadLetters().get(0);
    Span whole = whole(ofTrace(collector, 2));
    assertThat(TaggingStream.header(dead, "traceparent"))
        .isEqualTo("00-" + trace(2) + "-" + OtlpServer.hex(whole.getSpanId()) + "-01");
    assertThat(TaggingStream.header(dead, "other")).isEqualTo(MARKER);
    assertThat(TaggingStream.header(dead, DeadLetterHeaders.OFFSET)).isEqualTo("1");
    assertThat(whole.toString()).contains(TaggingStream.header(dead, DeadLetterHeaders.REASON));
  }

  private String result(String id) {
    return kafka.committed(topics.tags()).stream()
        .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(id))
        .map(record -> TaggingStream.header(record, "traceparent"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void withoutACollectorEveryResultComesAndLostSpansAreCounted() throws Exception {
    PrometheusPort port = PrometheusPort.free();
    String[] more = with(port, "--trace.endpoint=http://127.0.0.1:1", "--trace.sampling=1");
    int pictures = 500;
    List<Map.Entry<String, byte[]>> events = new ArrayList<>();
    for (int i = 0; i < pictures; i++) {
      events.add(Map.entry("p" + i, TaggingStream.event("p" + i, TestPictures.png(i))));
    }
    stream.send(events);
    try (RunningJob job = RunningJob.start(stream.settings(JOB, folder, more), 1)) {
      job.await("all results", () -> stream.results().size() == pictures);
      assertThat(port.value(METRICS + "imagesTraced")).isEqualTo(pictures);
      // Six spans each and those of the batches, of which at most 2,048 still wait.
      job.await("the count", () -> port.value(METRICS + "spansDropped") >= 6 * pictures - 2_048);
      assertThat(port.value(METRICS + "spansExported")).isZero();
    }
  }
}
