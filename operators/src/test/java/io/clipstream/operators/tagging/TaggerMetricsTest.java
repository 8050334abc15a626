package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.operators.testing.KeptMetrics;
import io.clipstream.operators.testing.Records;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.junit.jupiter.api.Test;

class TaggerMetricsTest {
  private final Map<String, Object> kept = new HashMap<>();
  private final TaggerMetrics metrics =
      new TaggerMetrics(new KeptMetrics("", kept), () -> 7, () -> 3);

  private long count(String name) {
    return ((Counter) kept.get("tagger." + name)).getCount();
  }

  private Histogram histogram(String name) {
    return (Histogram) kept.get("tagger." + name);
  }

  @Test
  void imagesAreCountedAndRejectsByTheirReason() {
    metrics.arrived();
    metrics.arrived();
    metrics.tagged(3_000_000);
    metrics.rejected(new DeadLetter(Records.image(0), LetterStage.TAG, "TOO_LARGE", "m"));
    metrics.rejected(new DeadLetter(Records.image(1), LetterStage.TAG, "TOO_LARGE", "m"));
    metrics.rejected(new DeadLetter(Records.image(2), LetterStage.TAG, "EMPTY", "m"));
    assertThat(count("imagesIn")).isEqualTo(2);
    assertThat(count("imagesTagged")).isEqualTo(1);
    assertThat(count("imagesRejected")).isEqualTo(3);
    assertThat(count("reason=TOO_LARGE.imagesRejected")).isEqualTo(2);
    assertThat(count("reason=EMPTY.imagesRejected")).isEqualTo(1);
    assertThat(histogram("latencyMicros").getStatistics().getMax()).isEqualTo(3_000);
  }

  @Test
  void theCheckpointInServiceIsALabelWithTheValueOne() {
    metrics.serving("shop-16");
    assertThat(gauge("checkpoint=shop-16.checkpointInfo")).isEqualTo(1);
    metrics.serving("shop-17");
    assertThat(gauge("checkpoint=shop-16.checkpointInfo")).isEqualTo(0);
    assertThat(gauge("checkpoint=shop-17.checkpointInfo")).isEqualTo(1);
    metrics.serving("shop-16");
    assertThat(gauge("checkpoint=shop-16.checkpointInfo")).isEqualTo(1);
  }

  private Object gauge(String name) {
    return ((Gauge<?>) kept.get("tagger." + name)).getValue();
  }

  @Test
  void batchesAndTimesAreHistograms() {
    metrics.batch(16, 2_000, 9_000);
    metrics.decoded(4_000);
    assertThat(histogram("batchSize").getStatistics().getMax()).isEqualTo(16);
    assertThat(histogram("batchWaitMicros").getStatistics().getMax()).isEqualTo(2);
    assertThat(histogram("encodeMicros").getStatistics().getMax()).isEqualTo(9);
    assertThat(histogram("decodeMicros").getStatistics().getMax()).isEqualTo(4);
    assertThat(((Gauge<?>) kept.get("tagger.imagesInFlight")).getValue()).isEqualTo(7);
    assertThat(((Gauge<?>) kept.get("tagger.imagesWaiting")).getValue()).isEqualTo(3);
    assertThat(kept)
        .containsKeys(
            "tagger.labelRevision", "tagger.deviceBytes", "tagger.failures", "tagger.swaps");
  }
}
