package io.clipstream.operators.learning;

import io.clipstream.learning.RoundPhase;
import io.clipstream.schemas.CheckpointEvent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What the rounds are at, in numbers: the group {@code rounds} of the operator. */
final class RoundMetrics {
  private final MetricGroup group;
  private final LongSupplier clock;
  private final Counter failures;
  private final Counter givenUp;
  private final Map<String, Counter> ended = new HashMap<>();
  // Gauges are read by other threads.
  private volatile long pairs;
  private volatile long trainingSince;

  /**
   * @param clock milliseconds, of the clock by which rounds are timed
   */
  RoundMetrics(MetricGroup operator, LongSupplier clock) {
    this.group = operator.addGroup("rounds");
    this.clock = clock;
    this.failures = group.counter("roundFailures");
    this.givenUp = group.counter("roundsGivenUp");
    group.gauge("pairsWaiting", (Gauge<Long>) () -> pairs);
    group.gauge("trainingSeconds", (Gauge<Long>) this::trainingSeconds);
  }

  /** How long the round under way has been trained in this process, 0 if none is. */
  private long trainingSeconds() {
    long since = trainingSince;
    return since == 0 ? 0 : Math.max(1, (clock.getAsLong() - since) / 1_000);
  }

  void waiting(long newPairs) {
    pairs = newPairs;
  }

  void phase(RoundPhase now) {
    if (!(now instanceof RoundPhase.Training)) {
      trainingSince = 0;
    } else if (trainingSince == 0) {
      trainingSince = Math.max(1, clock.getAsLong());
    }
  }

  /** Counted by status, which is one of three. */
  void announced(CheckpointEvent event) {
    String status = event.getStatus().name().toLowerCase(Locale.ROOT);
    ended
        .computeIfAbsent(status, name -> group.addGroup("outcome", name).counter("roundsAnnounced"))
        .inc();
  }

  /** An attempt has failed; it is made again. */
  void failed() {
    failures.inc();
  }

  /** A round is not tried again, and its files are set apart. */
  void givenUp() {
    givenUp.inc();
  }
}
