package io.clipstream.jobs.testing;

import static org.assertj.core.api.Assertions.fail;

import io.clipstream.jobs.TestJobs;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.model.testing.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/** A job in a mini cluster of its own; closing cancels it. */
public final class RunningJob implements AutoCloseable {
  private final JobClient client;
  private boolean hasEnded;

  private RunningJob(JobClient client) {
    this.client = client;
  }

  /** Starts a job. */
  public static RunningJob start(TaggingJobSettings settings, int parallelism) throws Exception {
    return new RunningJob(TestJobs.start(settings, parallelism));
  }

  /** A job that was started already. */
  public static RunningJob of(JobClient client) {
    return new RunningJob(client);
  }

  /** Waits until something is so; fails when the job ends before, or after minutes. */
  public void await(String what, Callable<Boolean> condition) {
    await(what, Eventually.LIMIT, condition);
  }

  /** The same for as long as it may take. */
  public void await(String what, Duration limit, Callable<Boolean> condition) {
    Eventually.await(what)
        .atMost(limit)
        .until(
            () -> {
              boolean holds = condition.call();
              if (!holds) {
                requireLife();
              }
              return holds;
            });
  }

  private void requireLife() throws Exception {
    JobStatus status = client.getJobStatus().get();
    if (status.isGloballyTerminalState()) {
      client.getJobExecutionResult().get(1, TimeUnit.MINUTES);
      fail("the job is %s", status);
    }
  }

  /** Waits until the job ends by itself. */
  public void awaitEnd() throws Exception {
    hasEnded = true; // and its mini cluster with it
    client.getJobExecutionResult().get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Stops the job; returns where its state lies. */
  public String stop(Path savepoints) throws Exception {
    String savepoint =
        client
            .stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
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
