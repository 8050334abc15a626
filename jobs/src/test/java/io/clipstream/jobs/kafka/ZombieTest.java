package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.jobs.kafka.SinkAttempt.Checkpoint;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.model.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * An attempt that stood still while another took its place, and goes on as if nothing had been: it
 * must not end transactions of the other, and what it leaves open must not hold up readers.
 */
class ZombieTest {
  @Test
  void aBarrierThatItStillHadLeavesTheTransactionsOfItsSuccessorAlone() throws Exception {
    PooledSink<Long> sink = sink("zombie-barrier");
    try (SinkAttempt zombie = SinkAttempt.first(sink)) {
      zombie.write(1);
      Checkpoint first = zombie.barrier(1);
      try (SinkAttempt successor = SinkAttempt.from(sink, 1, first)) {
        successor.write(2);
        successor.barrier(2);
        zombie.barrier(2);
        successor.complete();
      }
    }
    assertThat(committed("zombie-barrier")).containsExactly(1L, 2L);
  }

  @Test
  void aStartThatStoodStillLeavesTheTransactionsOfItsSuccessorAlone() throws Exception {
    PooledSink<Long> sink = sink("zombie-start");
    Checkpoint first;
    try (SinkAttempt dead = SinkAttempt.first(sink)) {
      dead.write(1);
      first = dead.barrier(1);
    }
    try (SinkAttempt successor = SinkAttempt.from(sink, 2, first)) {
      successor.write(2);
      successor.barrier(2);
      try (SinkAttempt zombie = SinkAttempt.from(sink, 1, first)) {
        zombie.barrier(2);
      }
      successor.complete();
    }
    assertThat(committed("zombie-start")).containsExactly(1L, 2L);
  }

  @Test
  void whatItBeginsAfterwardsIsEndedWithTheSecondCheckpointOfItsSuccessor() throws Exception {
    PooledSink<Long> sink = sink("zombie-open");
    try (SinkAttempt zombie = SinkAttempt.first(sink)) {
      zombie.write(1);
      Checkpoint first = zombie.barrier(1);
      try (SinkAttempt successor = SinkAttempt.from(sink, 1, first)) {
        zombie.write(7);
        successor.write(2);
        AtomicLong checkpoint = new AtomicLong(first.id());
        Eventually.await("what is behind an open transaction")
            .until(
                () -> {
                  successor.barrier(checkpoint.incrementAndGet());
                  successor.complete();
                  return committed("zombie-open").toList().contains(2L);
                });
        assertThatThrownBy(() -> zombie.write(8)).hasStackTraceContaining("old epoch");
      }
    }
    assertThat(committed("zombie-open")).containsExactly(1L, 2L);
  }

  @Test
  void whatAnAttemptHadOpenIsEndedByTheStartThatTakesItsState() throws Exception {
    PooledSink<Long> sink = sink("zombie-state");
    try (SinkAttempt zombie = SinkAttempt.first(sink)) {
      zombie.write(1);
      Checkpoint first = zombie.barrier(1);
      zombie.write(7);
      try (SinkAttempt successor = SinkAttempt.from(sink, 1, first)) {
        TestKafka.shared().send("zombie-state", "key", "2".getBytes(StandardCharsets.UTF_8));
        assertThat(committed("zombie-state")).containsExactly(1L, 2L);
      }
    }
  }

  private static PooledSink<Long> sink(String name) {
    TestKafka.shared().create(name, 1, Map.of());
    return new PooledSink<>(
        new NumbersJob.Serializer(name),
        new TransactionalIds(name, "numbers"),
        TestKafka.shared()
            .settings()
            .properties(
                Map.of("client.id", name, "linger.ms", "0", "transaction.timeout.ms", "600000")),
        false);
  }

  private static Stream<Long> committed(String topic) {
    return TestKafka.shared().committed(topic).stream()
        .map(record -> Long.valueOf(new String(record.value(), StandardCharsets.UTF_8)));
  }
}
