package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.schemas.ResourceException;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;

/** The brokers of these tests allow 15 minutes. */
class TransactionCheckTest {
  private static final Duration START = Duration.ofMinutes(5);

  private final TestKafka kafka = TestKafka.shared();
  private final Configuration flink = new Configuration();

  TransactionCheckTest() {
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(5));
    flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(10));
  }

  private void check(Duration timeout, DeliveryGuarantee delivery) {
    TransactionCheck.check(kafka.settings(), delivery, timeout, flink, START);
  }

  @Test
  void asLongAsTheBrokersAllowIsFine() {
    assertThatCode(() -> check(Duration.ofMinutes(15), DeliveryGuarantee.EXACTLY_ONCE))
        .doesNotThrowAnyException();
  }

  @Test
  void longerThanTheBrokersAllowIsRefusedBeforeTheJobRuns() {
    assertThatExceptionOfType(ResourceException.class)
        .isThrownBy(() -> check(Duration.ofMinutes(16), DeliveryGuarantee.EXACTLY_ONCE))
        .withMessageContainingAll(
            "option 'transaction.timeout' is 16 min",
            "expected at most 15 min",
            "transaction.max.timeout.ms of the brokers at " + kafka.bootstrap(),
            "lower the option");
  }

  @Test
  void withoutTransactionsTheTimeDoesNotMatter() {
    assertThatCode(() -> check(Duration.ofMinutes(16), DeliveryGuarantee.AT_LEAST_ONCE))
        .doesNotThrowAnyException();
  }

  @Test
  void aTransactionThatEndsBeforeTheNextCheckpointIsRefused() {
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMinutes(2));
    assertThatExceptionOfType(ResourceException.class)
        .isThrownBy(() -> check(Duration.ofMinutes(2), DeliveryGuarantee.EXACTLY_ONCE))
        .withMessageContaining("expected more than the 2 min between checkpoints");
  }

  @Test
  void aTimeThatASlowCheckpointOrStartCouldOutlastIsARisk() {
    assertThat(TransactionCheck.risk(Duration.ofMinutes(11), flink, START)).isEmpty();
    assertThat(TransactionCheck.risk(Duration.ofMinutes(9), flink, START))
        .hasValueSatisfying(risk -> assertThat(risk).contains("is 9 min").contains("605 s"));
    assertThat(TransactionCheck.risk(Duration.ofMinutes(11), flink, Duration.ofMinutes(12)))
        .hasValueSatisfying(risk -> assertThat(risk).contains("725 s"));
  }
}
