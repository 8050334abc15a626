package io.clipstream.operators.tagging;

import io.clipstream.control.DeadLetter;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.generation.Generations;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The operator's metrics, under the group {@code tagger}. Latencies are in microseconds. */
final class TaggerMetrics {
  private static final int WINDOW = 2_000;

  private final MetricGroup group;
  private final Counter images;
  private final Counter tagged;
  private final Counter recognised;
  private final Histogram batchSize;
  private final Histogram batchWait;
  private final Histogram decode;
  private final Histogram encode;
  private final Histogram latency;
  private final Counter allRejected;
  private final Map<String, Counter> rejected = new HashMap<>();
  private final Set<String> checkpoints = new HashSet<>();
  // Gauges are read by other threads.
  private volatile String checkpoint = "";
  private volatile long revision;
  private volatile long deviceBytes;
  private volatile long encodedLabels;
  private volatile long failures;
  private volatile long switches;

  TaggerMetrics(MetricGroup operator, IntSupplier inFlight, IntSupplier waiting) {
    this.group = operator.addGroup("tagger");
    this.images = group.counter("imagesIn");
    this.tagged = group.counter("imagesTagged");
    this.recognised = group.counter("imagesRecognised");
    this.allRejected = group.counter("imagesRejected");
    this.batchSize = histogram("batchSize");
    this.batchWait = histogram("batchWaitMicros");
    this.decode = histogram("decodeMicros");
    this.encode = histogram("encodeMicros");
    this.latency = histogram("latencyMicros");
    group.gauge("imagesInFlight", (Gauge<Integer>) inFlight::getAsInt);
    group.gauge("imagesWaiting", (Gauge<Integer>) waiting::getAsInt);
    group.gauge("labelRevision", (Gauge<Long>) () -> revision);
    group.gauge("deviceBytes", (Gauge<Long>) () -> deviceBytes);
    group.gauge("processBytes", (Gauge<Long>) ResidentMemory::bytes);
    group.gauge("labelsEncoded", (Gauge<Long>) () -> encodedLabels);
    group.gauge("failures", (Gauge<Long>) () -> failures);
    group.gauge("swaps", (Gauge<Long>) () -> switches);
  }

  private Histogram histogram(String name) {
    return group.histogram(name, new DescriptiveStatisticsHistogram(WINDOW));
  }

  void arrived() {
    images.inc();
  }

  void batch(int size, long waitNanos, long encodeNanos) {
    batchSize.update(size);
    batchWait.update(TagEvents.micros(waitNanos));
    encode.update(TagEvents.micros(encodeNanos));
  }

  void decoded(long nanos) {
    decode.update(TagEvents.micros(nanos));
  }

  /** Counted where a picture is the same, byte for byte, as one that was encoded before. */
  void recognised() {
    recognised.inc();
  }

  void tagged(long latencyNanos) {
    tagged.inc();
    latency.update(TagEvents.micros(latencyNanos));
  }

  /** Counted by reason, which is one of a few words: never by image. */
  void rejected(DeadLetter letter) {
    allRejected.inc();
    rejected
        .computeIfAbsent(
            letter.reason(), reason -> group.addGroup("reason", reason).counter("imagesRejected"))
        .inc();
  }

  /**
   * Which checkpoint serves, as monitoring systems that know numbers alone can show it: a gauge for
   * each that served, labelled with its id, 1 for the one in service and 0 for others.
   */
  void serving(String id) {
    checkpoint = id;
    if (checkpoints.add(id)) {
      group
          .addGroup("checkpoint", id)
          .gauge("checkpointInfo", (Gauge<Integer>) () -> id.equals(checkpoint) ? 1 : 0);
    }
  }

  void generation(Generations generations, String defaultLabelSet) {
    failures = generations.failures().count();
    switches = generations.switches();
    Optional<Generation> current = generations.current();
    if (current.isEmpty()) {
      return;
    }
    serving(current.get().checkpoint().getCheckpointId());
    deviceBytes = current.get().model().deviceBytes();
    encodedLabels = current.get().model().embeddings().encoded();
    revision =
        current
            .get()
            .bank(defaultLabelSet)
            .map(bank -> bank.definition().set().getRevision())
            .orElse(0L);
  }
}
