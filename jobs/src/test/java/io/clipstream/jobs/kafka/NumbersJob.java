package io.clipstream.jobs.kafka;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes the numbers from 1 on with two subtasks, slowly until it is told to hurry. */
final class NumbersJob {
  static final int LAST = 20_000;
  static final int SUBTASKS = 2;

  private static final Map<String, Control> CONTROLS = new ConcurrentHashMap<>();

  private final String name;
  private final Configuration flink = new Configuration();

  NumbersJob(String name, Duration interval) {
    this.name = name;
    CONTROLS.put(name, new Control());
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
  }

  /** What a test and the subtasks tell each other; they share a process. */
  private static final class Control {
    final AtomicBoolean hurry = new AtomicBoolean();
    final AtomicBoolean fail = new AtomicBoolean();
    final AtomicInteger checkpoints = new AtomicInteger();
  }

  NumbersJob resumed(String savepoint) {
    flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    return this;
  }

  /** It comes up again after a failure, and fails once when it is told to hurry. */
  NumbersJob failingOnce() {
    control().fail.set(true);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    return this;
  }

  JobClient start(Sink<Long> sink) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(SUBTASKS, flink);
    environment
        .fromSequence(1, LAST)
        .uid("source")
        .map(new Pace(name))
        .returns(Types.LONG)
        .uid("pace")
        .sinkTo(sink)
        .uid("numbers");
    return environment.executeAsync(name);
  }

  void hurry() {
    control().hurry.set(true);
  }

  /** Completed checkpoints, counted on each subtask. */
  int checkpoints() {
    return control().checkpoints.get() / SUBTASKS;
  }

  private Control control() {
    return CONTROLS.get(name);
  }

  private static final class Pace extends RichMapFunction<Long, Long>
      implements CheckpointListener {
    @Serial private static final long serialVersionUID = 1L;

    private final String name;

    Pace(String name) {
      this.name = name;
    }

    @Override
    public Long map(Long number) throws Exception {
      Control control = CONTROLS.get(name);
      if (!control.hurry.get()) {
        Thread.sleep(20); // minutes until its end, which no test means to await
      } else if (control.fail.getAndSet(false)) {
        throw new IllegalStateException("made to fail");
      }
      return number;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
      CONTROLS.get(name).checkpoints.incrementAndGet();
    }
  }

  /** Numbers as text. */
  static final class Serializer implements TopicSerializer<Long> {
    @Serial private static final long serialVersionUID = 1L;

    private final String topic;

    Serializer(String topic) {
      this.topic = topic;
    }

    @Override
    public List<String> topics() {
      return List.of(topic);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Long number, KafkaSinkContext context, Long timestamp) {
      return new ProducerRecord<>(topic, number.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
