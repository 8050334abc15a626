package io.clipstream.cli.local;

import io.clipstream.jobs.TaggingJob;
import io.clipstream.jobs.TrainingJob;
import io.clipstream.jobs.lease.Home;
import io.clipstream.jobs.lease.JobName;
import io.clipstream.jobs.lease.Submission;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.schemas.ClipstreamException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A job in a mini cluster in this JVM. It goes on from where its last run ended, and runs until it
 * ends by itself, fails for good, or the process is asked to stop: then it takes a savepoint, by
 * which what was read is written and committed. What is read and has no outcome yet lies in its
 * state directory, also when the process is killed.
 */
public final class LocalJob {
  private static final int STOP_SECONDS = 60;

  private final JobPlan plan;
  private final boolean isFresh;
  private final Messages messages;
  private final JobWatch watch;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean isStopped = new AtomicBoolean();
  private final CompletableFuture<Optional<String>> savepoint = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile LocalState state;
  private volatile LocalCluster cluster;
  private Thread starter;

  /**
   * @param isFresh whether it begins without the state of its last run
   */
  public LocalJob(TaggingJobSettings settings, boolean isFresh, Messages messages) {
    this(
        new JobPlan(
            "tagging job",
            settings.job(),
            settings.range().bound().isPresent(),
            settings.topics().inputs(),
            (environment, submission) -> TaggingJob.build(environment, settings, submission),
            new StartNeeds(settings),
            Optional.of(settings.tagger().restore().timeout())),
        isFresh,
        messages);
  }

  /**
   * @param isFresh whether it begins without the state of its last run
   */
  public LocalJob(TrainingJobSettings settings, boolean isFresh, Messages messages) {
    this(
        new JobPlan(
            "training job",
            settings.job(),
            false,
            settings.topics().inputs(),
            (environment, submission) -> TrainingJob.build(environment, settings, submission),
            () -> "for its tasks to begin",
            Optional.empty()),
        isFresh,
        messages);
  }

  private LocalJob(JobPlan plan, boolean isFresh, Messages messages) {
    this.plan = plan;
    this.isFresh = isFresh;
    this.messages = messages;
    this.watch = new JobWatch(plan.name(), plan.needs(), plan.startTimeout(), messages);
  }

  /**
   * Runs the job.
   *
   * @throws ClipstreamException if it cannot start or fails for good, with the first cause
   */
  public void run() throws Exception {
    try (GracefulStop hook = new GracefulStop(this::stop)) {
      if (begins()) {
        runInState();
      }
    } catch (Exception e) { // whatever a start says that is interrupted
      if (!isStoppedEarly()) {
        throw e;
      }
      say("stopped before " + plan.name() + " ran");
    } finally {
      ended.countDown();
    }
  }

  private synchronized boolean begins() {
    starter = Thread.currentThread();
    return !stopping;
  }

  private synchronized boolean isStoppedEarly() {
    return stopping && cluster == null;
  }

  /** From now on a stop is asked of the cluster. */
  private synchronized void started(LocalCluster started) {
    cluster = started;
    Thread.interrupted(); // a stop that came too late for the start
  }

  private void runInState() throws Exception {
    try (LocalState kept =
        LocalState.open(
            plan.settings().stateDirectory(),
            plan.owner(),
            plan.settings().flink(),
            isFresh,
            messages)) {
      state = kept;
      Configuration flink = LocalCluster.defaults();
      flink.addAll(plan.settings().flink());
      kept.configure(flink);
      started(start(flink, kept.home()));
      runIn(cluster);
    }
  }

  private void runIn(LocalCluster running) throws InterruptedException {
    try {
      if (stopping) {
        stopOnce(running);
      } else {
        say(plan.name() + " is running; Ctrl-C stops it");
      }
      await(running);
    } finally {
      running.awaitEnd(); // by then the job's name is given back
    }
  }

  private LocalCluster start(Configuration flink, Home home) throws Exception {
    LocalCluster.warning(flink).ifPresent(messages.notice());
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            flink.get(CoreOptions.DEFAULT_PARALLELISM), flink)) {
      Submission submission = new Submission(home, messages.progress(), messages.notice());
      JobName name = plan.builder().apply(environment, submission);
      return name.submit(() -> submit(environment, flink));
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  private LocalCluster submit(StreamExecutionEnvironment environment, Configuration flink)
      throws Exception {
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(plan.settings().name());
    Configuration all = new Configuration(flink);
    environment.getConfiguration().toMap().forEach(all::setString);
    return LocalCluster.start(graph, all);
  }

  private void await(LocalCluster running) throws InterruptedException {
    CompletableFuture<JobExecutionResult> result = running.client().getJobExecutionResult();
    try {
      while (!isDone(result)) {
        running.look().filter(job -> !stopping).ifPresent(watch::look);
      }
      rememberEnd();
      say(plan.name() + " has ended");
    } catch (ExecutionException e) {
      if (!stopping) {
        throw failed(e);
      }
    } catch (ClipstreamException e) {
      cancel(running.client(), result);
      throw e;
    }
  }

  private ClipstreamException failed(ExecutionException failure) {
    Throwable cause = FirstCause.of(failure);
    boolean mayBeTheState = !watch.hasWorked() && !FirstCause.isForPeople(cause);
    String what = FirstCause.message(cause) + (mayBeTheState ? state.ifDamaged() : "");
    return FirstCause.failed(plan.name() + " failed: " + what, cause, failure);
  }

  private static boolean isDone(CompletableFuture<JobExecutionResult> result)
      throws InterruptedException, ExecutionException {
    try {
      result.get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private void rememberEnd() throws InterruptedException, ExecutionException {
    if (isStopped.get()) {
      savepoint.get().ifPresent(state::stopped); // else one that came late may lie in the state
    } else {
      state.ended();
    }
  }

  private static void cancel(JobClient running, CompletableFuture<JobExecutionResult> result)
      throws InterruptedException {
    running.cancel();
    try {
      result.get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Cancelled, as asked.
    }
  }

  /**
   * Stops the job, with a savepoint where that works, and waits until it has ended. A start that
   * waits for the job's name, or for anything else, is given up.
   */
  public void stop() {
    Optional<LocalCluster> running = beginStop();
    running.ifPresent(this::stopOnce);
    awaitEnd(); // the JVM may go when this returns: native code must have ended by then
  }

  private synchronized Optional<LocalCluster> beginStop() {
    stopping = true;
    if (starter == null) {
      ended.countDown(); // it never began, and will not
    } else if (cluster == null) {
      starter.interrupt();
    }
    return Optional.ofNullable(cluster);
  }

  private void stopOnce(LocalCluster running) {
    if (!isStopped.compareAndSet(false, true)) {
      return;
    }
    Optional<String> taken = Optional.empty();
    try {
      if (running.look().map(JobWatch::isAtWork).orElse(true)) {
        say("stopping");
        taken = takeSavepoint(running.client());
      } else {
        say("stopping; nothing was read since it waits");
        running.client().cancel();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      savepoint.complete(taken);
    }
  }

  private Optional<String> takeSavepoint(JobClient running) {
    try {
      return Optional.of(
          running
              .stopWithSavepoint(false, state.savepoints(), SavepointFormatType.CANONICAL)
              .get(STOP_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      messages
          .notice()
          .accept("stopped without a savepoint: " + FirstCause.message(FirstCause.of(e)));
      running.cancel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private void awaitEnd() {
    try {
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        messages.notice().accept("the job did not stop within " + STOP_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String message) {
    messages.progress().accept(message);
  }
}
