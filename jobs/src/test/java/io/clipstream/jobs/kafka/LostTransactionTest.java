package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.jobs.kafka.SinkAttempt.Checkpoint;
import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.model.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** Transactions that a checkpoint counts as written and that Kafka has aborted. */
class LostTransactionTest {
  @Test
  void failsTheJobForGoodAtTheCommit() throws Exception {
    try (SinkAttempt attempt = SinkAttempt.first(sink("lost-commit", false))) {
      attempt.write(1);
      Checkpoint first = attempt.barrier(1);
      try (Admin admin = Admin.create(TestKafka.shared().settings().properties(Map.of()))) {
        TransactionEnd.abort(admin, names(first));
      }
      assertThatThrownBy(attempt::complete)
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .hasMessageContainingAll("lost-commit/0-", "may be lost", "delivery.accept-loss");
    }
  }

  @Test
  void failsTheJobForGoodAtEachStart() throws Exception {
    PooledSink<Long> sink = sink("lost-start", false);
    Checkpoint first = aborted(sink);
    for (int attempt = 1; attempt <= 2; attempt++) {
      int number = attempt;
      assertThatThrownBy(() -> SinkAttempt.from(sink, number, first))
          .isInstanceOf(SuppressRestartsException.class)
          .hasStackTraceContaining("may be lost");
    }
  }

  @Test
  void failsTheJobForGoodWhenItsTimeIsOver() throws Exception {
    PooledSink<Long> sink = sink("lost-timeout", false, "1000");
    try (SinkAttempt attempt = SinkAttempt.first(sink)) {
      attempt.write(1);
      Checkpoint first = attempt.barrier(1);
      Eventually.await("the end of the transaction").until(() -> isAborted(first.ready().get(0)));
      assertThatThrownBy(() -> SinkAttempt.from(sink, 1, first))
          .isInstanceOf(SuppressRestartsException.class);
      assertThatThrownBy(attempt::complete).isInstanceOf(SuppressRestartsException.class);
    }
  }

  @Test
  void failsTheJobForGoodWhenKafkaHasForgottenIt() throws Exception {
    KafkaCommittable forgotten =
        new KafkaCommittable(1 << 20, (short) 0, "lost-forgotten/numbers-0-0", null);
    Checkpoint old = new Checkpoint(1, List.of(), List.of(forgotten));
    assertThatThrownBy(() -> SinkAttempt.from(sink("lost-forgotten", false), 1, old))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("may be lost");
    SinkAttempt.from(acceptingLoss("lost-forgotten"), 1, old).close();
  }

  private static boolean isAborted(KafkaCommittable ready) throws Exception {
    try (Admin admin = Admin.create(TestKafka.shared().settings().properties(Map.of()))) {
      return TransactionFate.isAborted(admin, ready);
    }
  }

  @Test
  void isGoneOnWithoutWhereThatIsAccepted() throws Exception {
    PooledSink<Long> sink = sink("lost-accepted", true);
    try (SinkAttempt after = SinkAttempt.from(sink, 1, aborted(sink))) {
      after.write(2);
      after.barrier(2);
      after.complete();
    }
    assertThat(committed("lost-accepted")).containsExactly("2");
  }

  @Test
  void isNotThoughtOfOneThatWasCommittedAndWhoseNameWasUsedAgain() throws Exception {
    PooledSink<Long> sink = sink("lost-not", false);
    try (SinkAttempt attempt = SinkAttempt.first(sink)) {
      attempt.write(1);
      Checkpoint first = attempt.barrier(1);
      attempt.complete();
      for (long checkpoint = 2; checkpoint <= 4; checkpoint++) {
        attempt.write(checkpoint);
        attempt.barrier(checkpoint);
        attempt.complete();
      }
      SinkAttempt.from(sink, 1, first).close();
    }
    assertThat(committed("lost-not")).containsExactly("1", "2", "3", "4");
  }

  /** As the brokers do when its timeout is over. */
  private static Checkpoint aborted(PooledSink<Long> sink) throws Exception {
    try (SinkAttempt attempt = SinkAttempt.first(sink)) {
      attempt.write(1);
      Checkpoint first = attempt.barrier(1);
      first.ready().forEach(ready -> ready.getProducer().orElseThrow().abortTransaction());
      return first;
    }
  }

  private static List<String> names(Checkpoint checkpoint) {
    return checkpoint.ready().stream().map(KafkaCommittable::getTransactionalId).toList();
  }

  private static PooledSink<Long> sink(String name, boolean isLossAccepted) {
    return sink(name, isLossAccepted, "600000");
  }

  private static PooledSink<Long> sink(String name, boolean isLossAccepted, String timeout) {
    TestKafka.shared().create(name, 1, Map.of());
    return madeSink(name, isLossAccepted, timeout);
  }

  private static PooledSink<Long> acceptingLoss(String name) {
    return madeSink(name, true, "600000");
  }

  private static PooledSink<Long> madeSink(String name, boolean isLossAccepted, String timeout) {
    return new PooledSink<>(
        new NumbersJob.Serializer(name),
        new TransactionalIds(name, "numbers"),
        TestKafka.shared()
            .settings()
            .properties(
                Map.of("client.id", name, "linger.ms", "0", "transaction.timeout.ms", timeout)),
        isLossAccepted);
  }

  private static List<String> committed(String topic) {
    return TestKafka.shared().committed(topic).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }
}
