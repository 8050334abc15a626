package io.clipstream.operators.learning;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What becomes of captions: the group {@code captions} of the operator that looks at them. */
final class CaptionMetrics {
  private final MetricGroup group;
  private final Counter taken;
  private final Counter allRefused;
  private final Map<String, Counter> refused = new HashMap<>();

  CaptionMetrics(MetricGroup operator) {
    this.group = operator.addGroup("captions");
    this.taken = group.counter("captionsTaken");
    this.allRefused = group.counter("captionsRefused");
  }

  void taken() {
    taken.inc();
  }

  /** Counted by reason, which is one of a few words: never by image. */
  void refused(String reason) {
    allRefused.inc();
    refused
        .computeIfAbsent(reason, name -> group.addGroup("reason", name).counter("captionsRefused"))
        .inc();
  }
}
