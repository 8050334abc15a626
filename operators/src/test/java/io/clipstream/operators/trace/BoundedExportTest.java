package io.clipstream.operators.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.clipstream.control.RawRecord;
import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.testing.KeptMetrics;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.junit.jupiter.api.Test;

class BoundedExportTest {
  private static final RawRecord RECORD =
      new RawRecord("images", 0, 1, 0, null, new byte[1], List.of());
  private static final int MANY = 5_000;

  private final Map<String, Object> kept = new ConcurrentHashMap<>();
  private final TraceMetrics metrics = new TraceMetrics(new KeptMetrics("", kept));

  private long count(String name) {
    return ((Counter) kept.get("trace." + name)).getCount();
  }

  @Test
  void whatTheQueueDoesNotHoldIsDroppedAndCounted() {
    CompletableResultCode silence = new CompletableResultCode();
    BoundedExport export = new BoundedExport(SentSpans.answered(silence), metrics);
    SampledTracing tracing = new SampledTracing(1, metrics, export, "shop");
    finish(tracing, MANY);
    assertThat(export.held()).isEqualTo(BoundedExport.HELD);
    assertThat(dropped()).isEqualTo(MANY - BoundedExport.HELD);

    silence.fail(); // all that is still held is refused as well
    tracing.close();
    Eventually.await("the last refusal").until(() -> dropped() == MANY);
    assertThat(count("spansExported")).isZero();
    assertThat(export.held()).isZero();
  }

  @Test
  void everySpanIsExportedOrDropped() {
    SentSpans sent = SentSpans.taken();
    BoundedExport export = new BoundedExport(sent, metrics);
    SampledTracing tracing = new SampledTracing(1, metrics, export, "shop");
    finish(tracing, MANY);
    tracing.close();
    assertThat(count("spansExported")).isEqualTo(sent.all().size());
    assertThat(count("spansExported") + dropped()).isEqualTo(MANY);
    assertThat(export.held()).isZero();
  }

  private static void finish(Tracing tracing, int pictures) {
    for (int i = 0; i < pictures; i++) {
      tracing.begin(RECORD).tagged("checkpoint", "default", 1);
    }
  }

  private long dropped() {
    return count("spansDropped");
  }

  @Test
  void offMakesNoObject() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Tracing off = TraceSettings.OFF.open("shop", new KeptMetrics("", kept));
    goThrough(off); // classes are loaded
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      goThrough(off);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private static void goThrough(Tracing tracing) {
    PictureTrace trace = tracing.begin(RECORD);
    trace.decodeBegins();
    trace.decodeEnds();
    trace.encoded(BatchTrace.NONE);
    assertThatIsEmpty(trace.headers().isEmpty());
    trace.tagged("checkpoint", "default", 1);
  }

  private static void assertThatIsEmpty(boolean isEmpty) {
    if (!isEmpty) {
      throw new AssertionError("a picture that is not traced has no headers");
    }
  }

  @Test
  void openedAThousandTimesNoThreadIsLeft() {
    long before = senders();
    for (int i = 0; i < 1_000; i++) {
      BoundedExport export = new BoundedExport(SentSpans.taken(), metrics);
      SampledTracing tracing = new SampledTracing(1, metrics, export, "shop");
      finish(tracing, 1);
      tracing.close();
    }
    assertThat(count("spansExported")).isEqualTo(1_000);
    Eventually.await("the threads' end").until(() -> senders() <= before);
  }

  private static long senders() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("BatchSpanProcessor"))
        .count();
  }
}
