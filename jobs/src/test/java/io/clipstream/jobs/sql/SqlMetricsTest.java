package io.clipstream.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class SqlMetricsTest {
  /** A group that keeps what is registered under its path. */
  private static final class Kept extends UnregisteredMetricsGroup {
    private final String path;
    private final Map<String, Object> metrics;

    Kept(String path, Map<String, Object> metrics) {
      this.path = path;
      this.metrics = metrics;
    }

    @Override
    public <C extends Counter> C counter(String name, C counter) {
      metrics.put(path + name, counter);
      return counter;
    }

    @Override
    public <H extends Histogram> H histogram(String name, H histogram) {
      metrics.put(path + name, histogram);
      return histogram;
    }

    @Override
    public MetricGroup addGroup(String name) {
      return new Kept(path + name + ".", metrics);
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new Kept(path + key + "=" + value + ".", metrics);
    }
  }

  @Test
  void rowsAreCountedByWhatBecameOfThem() {
    Map<String, Object> kept = new HashMap<>();
    SqlMetrics metrics = new SqlMetrics(new Kept("", kept));
    for (int i = 0; i < 4; i++) {
      metrics.arrived();
    }
    metrics.done(new Tagged.Tags(List.of(), 2), 5_000);
    metrics.done(new Tagged.Tags(List.of(), 4), 7_000);
    metrics.done(new Tagged.Rejected("EMPTY", "no bytes"), 1_000);
    assertThat(count(kept, "clipstream.imagesIn")).isEqualTo(4);
    assertThat(count(kept, "clipstream.imagesTagged")).isEqualTo(2);
    assertThat(count(kept, "clipstream.reason=EMPTY.imagesRejected")).isEqualTo(1);
    assertThat(((Histogram) kept.get("clipstream.batchSize")).getStatistics().getMean())
        .isEqualTo(3);
    assertThat(((Histogram) kept.get("clipstream.latencyMicros")).getStatistics().getMax())
        .isEqualTo(7);
  }

  private static long count(Map<String, Object> kept, String name) {
    return ((Counter) kept.get(name)).getCount();
  }
}
