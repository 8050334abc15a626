package io.clipstream.operators.testing;

import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A group that keeps what is registered under its path. */
public final class KeptMetrics extends UnregisteredMetricsGroup {
  private final String path;
  private final Map<String, Object> metrics;

  public KeptMetrics(String path, Map<String, Object> metrics) {
    this.path = path;
    this.metrics = metrics;
  }

  @Override
  public Counter counter(String name) {
    return counter(name, new SimpleCounter());
  }

  @Override
  public <C extends Counter> C counter(String name, C counter) {
    metrics.put(path + name, counter);
    return counter;
  }

  @Override
  public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
    metrics.put(path + name, gauge);
    return gauge;
  }

  @Override
  public <H extends Histogram> H histogram(String name, H histogram) {
    metrics.put(path + name, histogram);
    return histogram;
  }

  @Override
  public MetricGroup addGroup(String name) {
    return new KeptMetrics(path + name + ".", metrics);
  }

  @Override
  public MetricGroup addGroup(String key, String value) {
    return new KeptMetrics(path + key + "=" + value + ".", metrics);
  }
}
