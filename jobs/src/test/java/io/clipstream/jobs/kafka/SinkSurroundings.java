package io.clipstream.jobs.kafka;

import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.JobInfoImpl;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.InitContext;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SinkCommitterMetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.flink.util.function.ThrowingRunnable;

/** The surroundings of the only subtask of a sink, without a job. */
class SinkSurroundings implements InitContext {
  private final int attempt;
  private final OptionalLong restored;

  private SinkSurroundings(int attempt, OptionalLong restored) {
    this.attempt = attempt;
    this.restored = restored;
  }

  /**
   * @param attempt of the subtask, from 0
   * @param restored the checkpoint that it goes on from
   */
  static WriterInitContext ofWriter(int attempt, OptionalLong restored) {
    return new OfWriter(attempt, restored);
  }

  static CommitterInitContext ofCommitter(int attempt, OptionalLong restored) {
    return new OfCommitter(attempt, restored);
  }

  @Override
  public final OptionalLong getRestoredCheckpointId() {
    return restored;
  }

  @Override
  public final JobInfo getJobInfo() {
    return new JobInfoImpl(new JobID(), "numbers");
  }

  @Override
  public final TaskInfo getTaskInfo() {
    return new TaskInfoImpl("numbers", 1, 0, 1, attempt);
  }

  private static final class OfCommitter extends SinkSurroundings implements CommitterInitContext {
    OfCommitter(int attempt, OptionalLong restored) {
      super(attempt, restored);
    }

    @Override
    public SinkCommitterMetricGroup metricGroup() {
      throw new UnsupportedOperationException("nobody counts");
    }
  }

  private static final class OfWriter extends SinkSurroundings
      implements WriterInitContext, SerializationSchema.InitializationContext {
    OfWriter(int attempt, OptionalLong restored) {
      super(attempt, restored);
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
    }

    @Override
    public MailboxExecutor getMailboxExecutor() {
      return new Mailbox();
    }

    @Override
    public ProcessingTimeService getProcessingTimeService() {
      return new StandingClock();
    }

    @Override
    public SinkWriterMetricGroup metricGroup() {
      return UnregisteredMetricsGroup.createSinkWriterMetricGroup();
    }

    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public SerializationSchema.InitializationContext asSerializationSchemaInitializationContext() {
      return this;
    }

    @Override
    public boolean isObjectReuseEnabled() {
      return false;
    }

    @Override
    public <T> TypeSerializer<T> createInputSerializer() {
      throw new UnsupportedOperationException("nobody copies records");
    }
  }

  /** What the producer's thread says late is heard by nobody; the test's thread flushes. */
  private static final class Mailbox implements MailboxExecutor {
    @Override
    public void execute(
        MailOptions options,
        ThrowingRunnable<? extends Exception> command,
        String description,
        Object... arguments) {}

    @Override
    public void yield() {}

    @Override
    public boolean tryYield() {
      return false;
    }

    @Override
    public boolean shouldInterrupt() {
      return false;
    }
  }

  /** Timers would only refresh metrics. */
  private static final class StandingClock implements ProcessingTimeService {
    @Override
    public long getCurrentProcessingTime() {
      return 0;
    }

    @Override
    public ScheduledFuture<?> registerTimer(long time, ProcessingTimeCallback callback) {
      return null;
    }
  }
}
