package io.clipstream.jobs;

import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job in a mini cluster in this JVM. It runs until it ends by itself, fails for good, or the
 * process is asked to stop: then it takes a savepoint, by which what was read is written and
 * committed.
 */
public final class LocalJob {
  private static final int STOP_SECONDS = 60;
  private static final String RESUME = "--flink.execution.state-recovery.path ";

  /** Puts a job into an environment and starts it. */
  private interface Starter {
    JobClient start(StreamExecutionEnvironment environment) throws Exception;
  }

  private final String name;
  private final Configuration asked;
  private final Starter starter;
  private final PrintWriter messages;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean isStopped = new AtomicBoolean();
  private volatile boolean stopping;
  private volatile JobClient client;

  /**
   * @param messages for people: what the job is at
   */
  public LocalJob(TaggingJobSettings settings, PrintWriter messages) {
    this(
        "tagging job '" + settings.jobName() + "'",
        settings.flink(),
        environment -> TaggingJob.start(environment, settings),
        messages);
  }

  /**
   * @param messages for people: what the job is at
   */
  public LocalJob(TrainingJobSettings settings, PrintWriter messages) {
    this(
        "training job '" + settings.jobName() + "'",
        settings.flink(),
        environment -> TrainingJob.start(environment, settings),
        messages);
  }

  private LocalJob(String name, Configuration asked, Starter starter, PrintWriter messages) {
    this.name = name;
    this.asked = asked;
    this.starter = starter;
    this.messages = messages;
  }

  /**
   * Runs the job.
   *
   * @throws ModelException if it cannot start or fails for good, with the first cause
   */
  public void run() throws Exception {
    Configuration flink = configuration();
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            flink.get(CoreOptions.DEFAULT_PARALLELISM), flink)) {
      client = starter.start(environment);
      if (stopping) {
        stopOnce(client);
      }
      Thread hook = new Thread(this::stop, "clipstream-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      say(name + " is running; Ctrl-C stops it");
      await(client);
      forget(hook);
    } finally {
      ended.countDown();
    }
  }

  /** In one process there is no operator to watch restarts: after a few the job ends with why. */
  private Configuration configuration() {
    Configuration flink = new Configuration();
    flink.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 5);
    flink.addAll(asked);
    return flink;
  }

  private void await(JobClient running) throws InterruptedException {
    try {
      running.getJobExecutionResult().get();
      say(name + " has ended");
    } catch (ExecutionException e) {
      if (!stopping) {
        Throwable cause = FirstCause.of(e);
        throw new ModelException(name + " failed: " + FirstCause.message(cause), e);
      }
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already: the process is asked to stop.
    }
  }

  /**
   * Stops the job, with a savepoint where that works, and waits until it has ended. A job that does
   * not run yet stops as soon as it does; that is not waited for.
   */
  public void stop() {
    stopping = true;
    JobClient running = client;
    if (running != null) {
      stopOnce(running);
      awaitEnd(); // the JVM may go when this returns: native code must have ended by then
    }
  }

  private void stopOnce(JobClient running) {
    if (isStopped.compareAndSet(false, true)) {
      say("stopping");
      stop(running);
    }
  }

  private void stop(JobClient running) {
    try {
      takeSavepoint(running);
    } catch (ExecutionException | TimeoutException | IOException e) {
      say("stopped without a savepoint: " + FirstCause.message(FirstCause.of(e)));
      running.cancel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeSavepoint(JobClient running)
      throws ExecutionException, TimeoutException, InterruptedException, IOException {
    String folderAsked = asked.get(CheckpointingOptions.SAVEPOINT_DIRECTORY);
    Path folder = folderAsked == null ? Files.createTempDirectory("clipstream-stop") : null;
    String savepoint =
        running
            .stopWithSavepoint(
                false,
                folderAsked == null ? folder.toUri().toString() : folderAsked,
                SavepointFormatType.CANONICAL)
            .get(STOP_SECONDS, TimeUnit.SECONDS);
    if (folder == null) {
      say("savepoint " + savepoint + "; go on from it with " + RESUME + savepoint);
    } else {
      SmallFiles.delete(folder);
    }
  }

  private void awaitEnd() {
    try {
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        say("the job did not stop within " + STOP_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String message) {
    messages.println("clipstream: " + message);
    messages.flush();
  }
}
