package io.clipstream.jobs.testing;

import static org.assertj.core.api.Assertions.fail;

import io.clipstream.jobs.TestJobs;
import io.clipstream.jobs.options.TaggingJobSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/** A job in a mini cluster of its own; closing cancels it. */
public final class RunningJob implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final JobClient client;
  private boolean hasEnded;

  private RunningJob(JobClient client) {
    this.client = client;
  }

  /** Starts a job. */
  public static RunningJob start(TaggingJobSettings settings, int parallelism) throws Exception {
    return new RunningJob(TestJobs.start(settings, parallelism));
  }

  /** Waits until something is so; fails when the job ends before, or after minutes. */
  public void await(String what, BooleanSupplier condition) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      JobStatus status = client.getJobStatus().get();
      if (status.isGloballyTerminalState()) {
        client.getJobExecutionResult().get(1, TimeUnit.MINUTES);
        fail("the job is %s before %s", status, what);
      }
      if (System.nanoTime() > until) {
        fail("not within %s: %s", PATIENCE, what);
      }
      Thread.sleep(100);
    }
  }

  /** Waits until the job ends by itself. */
  public void awaitEnd() throws Exception {
    hasEnded = true; // and its mini cluster with it
    client.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Stops the job; returns where its state lies. */
  public String stop(Path savepoints) throws Exception {
    String savepoint =
        client
            .stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    awaitEnd();
    return savepoint;
  }

  @Override
  public void close() throws Exception {
    if (!hasEnded) {
      client.cancel().get(1, TimeUnit.MINUTES);
      try {
        awaitEnd();
      } catch (ExecutionException e) {
        // Cancelled, as asked.
      }
    }
  }
}
