package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.jobs.testing.TestKafka;
import io.clipstream.model.testing.Eventually;
import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/**
 * A task that fails while Kafka has refused what it sent, which its sink would say with the next
 * record. The process must live on, so that the task can start again there.
 */
class LateFailureTest {
  private static final Map<String, Witness> WITNESSES = new ConcurrentHashMap<>();

  /** What subtask and producer tell each other and the test; they share a process. */
  private static final class Witness {
    final AtomicInteger attempts = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
  }

  @Test
  void aTaskThatWritesAtLeastOnceFailsAlone() throws Exception {
    KafkaSink<Long> sink =
        KafkaSink.<Long>builder()
            .setRecordSerializer(new NumbersJob.Serializer("late-repeats"))
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
            .setKafkaProducerConfig(producer("late-repeats"))
            .build();
    requireSecondAttempt("late-repeats", new CalmSink<>(sink));
  }

  @Test
  void aTaskThatWritesExactlyOnceFailsAlone() throws Exception {
    NumbersJob.Serializer serializer = new NumbersJob.Serializer("late-exact");
    requireSecondAttempt(
        "late-exact",
        new PooledSink<>(
            serializer,
            new TransactionalIds("late-exact", "numbers"),
            producer("late-exact"),
            false));
  }

  private static void requireSecondAttempt(String name, Sink<Long> sink) throws Exception {
    // Records without a key, as these are, are refused there.
    TestKafka.shared().create(name, 1, Map.of("cleanup.policy", "compact"));
    WITNESSES.put(name, new Witness());
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
    flink.set(JobManagerOptions.SLOT_REQUEST_TIMEOUT, Duration.ofSeconds(10));
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, flink);
    environment.fromSequence(1, 3).map(new Third(name)).returns(Types.LONG).sinkTo(sink);
    JobClient job = environment.executeAsync(name);
    assertThatThrownBy(() -> job.getJobExecutionResult().get(3, TimeUnit.MINUTES))
        .hasStackTraceContaining("made to fail");
    assertThat(WITNESSES.get(name).attempts).hasValue(2);
  }

  private static Properties producer(String name) {
    return TestKafka.shared()
        .settings()
        .properties(
            Map.of(
                "client.id",
                name,
                "interceptor.classes",
                Refusals.class.getName(),
                "linger.ms",
                "2000", // two records go together, so that the sink hears of it after both
                "transaction.timeout.ms",
                "600000"));
  }

  /** Fails at the third number, once the two before it were refused. */
  private static final class Third extends RichMapFunction<Long, Long> {
    @Serial private static final long serialVersionUID = 1L;

    private final String name;

    Third(String name) {
      this.name = name;
    }

    @Override
    public void open(OpenContext context) {
      WITNESSES.get(name).attempts.incrementAndGet();
    }

    @Override
    public Long map(Long number) {
      if (number == 3) {
        Witness witness = WITNESSES.get(name);
        int refused = 2 * witness.attempts.get();
        Eventually.await("refusals").until(() -> witness.refused.get() >= refused);
        throw new IllegalStateException("made to fail");
      }
      return number;
    }
  }

  /** Counts before the sink is told, so that of the second refusal it was told of the first. */
  public static final class Refusals implements ProducerInterceptor<byte[], byte[]> {
    private Witness witness;

    @Override
    public void configure(Map<String, ?> configuration) {
      witness = WITNESSES.get((String) configuration.get("client.id"));
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
      if (exception != null) {
        witness.refused.incrementAndGet();
      }
    }

    @Override
    public void close() {}
  }
}
