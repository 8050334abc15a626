package io.clipstream.jobs.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What a subtask counts, under the group {@code clipstream}; the names are those of the tagging
 * job. Thread-safe: results come from the batches' thread.
 */
final class SqlMetrics {
  private static final int WINDOW = 2_000;

  private final MetricGroup group;
  private final Counter images;
  private final Counter tagged;
  private final Histogram batchSize;
  private final Histogram latency;
  private final Map<String, Counter> rejected = new ConcurrentHashMap<>();

  SqlMetrics(MetricGroup operator) {
    this.group = operator.addGroup("clipstream");
    this.images = counter(group, "imagesIn");
    this.tagged = counter(group, "imagesTagged");
    this.batchSize = histogram("batchSize");
    this.latency = histogram("latencyMicros");
  }

  private static Counter counter(MetricGroup group, String name) {
    return group.counter(name, new ThreadSafeSimpleCounter());
  }

  private Histogram histogram(String name) {
    return group.histogram(name, new DescriptiveStatisticsHistogram(WINDOW));
  }

  /** A row has come. */
  void arrived() {
    images.inc();
  }

  /** A row is done. The batch's size counts once for each of its pictures. */
  void done(Tagged result, long nanos) {
    latency.update(nanos / 1_000);
    result.match(this::tagged, this::rejected).inc();
  }

  private Counter tagged(Tagged.Tags tags) {
    batchSize.update(tags.batchSize());
    return tagged;
  }

  private Counter rejected(Tagged.Rejected refused) {
    return rejected.computeIfAbsent(refused.reason(), this::rejections);
  }

  private Counter rejections(String reason) {
    return counter(group.addGroup("reason", reason), "imagesRejected");
  }
}
