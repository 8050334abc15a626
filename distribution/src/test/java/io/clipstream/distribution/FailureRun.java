package io.clipstream.distribution;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Jobs that run through one failure after another, and the table of what came of it. */
final class FailureRun implements AutoCloseable {
  private static final int PARALLELISM = 4;

  private final FailureStage stage;
  private final List<CountedJob> jobs;
  private final FailureTable table = new FailureTable();

  private FailureRun(FailureStage stage, List<CountedJob> jobs) {
    this.stage = stage;
    this.jobs = jobs;
  }

  /** Submits the jobs, and waits until all they were sent so far has come out. */
  static FailureRun start(FailureStage stage, Path models, List<CountedJob> jobs) {
    FailureRun run = new FailureRun(stage, jobs);
    try {
      jobs.forEach(job -> job.submit(stage.rest(), PARALLELISM, models));
      run.settle();
      run.requireAllTaskManagers();
      run.note("(start)", 0);
      return run;
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  /**
   * All slots are taken, so each has a part of some job. Where a TaskManager comes later than
   * another, one job may be on one and the other on the other.
   */
  private void requireAllTaskManagers() {
    stage.await(
        "work on every TaskManager",
        () -> stage.taskManagers().stream().allMatch(each -> jobs.stream().anyMatch(isOn(each))));
  }

  private Predicate<CountedJob> isOn(JavaProcess taskManager) {
    return job -> stage.rest().placements(job.id()).contains(taskManager.name());
  }

  FailureStage stage() {
    return stage;
  }

  /**
   * Lets something fail while pictures stream and a checkpoint and labels are swapped, and waits
   * until all jobs have got over it.
   *
   * @param which TaskManager it is about, from 0
   * @param length for which a network is cut
   */
  void suffer(Failure failure, int which, Duration length) {
    note("(between)", 0);
    jobs.forEach(CountedJob::announceNext);
    long start = System.nanoTime();
    failure.strike(this, which, length);
    settle();
    note(failure.toString(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
  }

  private void note(String what, long seconds) {
    jobs.forEach(job -> table.add(what, job, seconds));
  }

  /** Waits until all pictures that were sent up to now have come out. */
  void settle() {
    for (CountedJob job : jobs) {
      int sent = job.sent();
      stage.await(
          sent + " outcomes of " + job.guarantee(),
          () -> job.isComplete(sent) && stage.rest().isRunning(job.id()));
    }
    stage.requireTaskManagers();
  }

  /**
   * Waits until every job with a part on a TaskManager, and one at least, has a checkpoint that has
   * waited so long for what does not come from there.
   */
  void awaitHeldUp(JavaProcess taskManager, Duration length) {
    stage.await(
        "checkpoints that wait for " + length,
        () -> jobs.stream().anyMatch(job -> isHeldUp(job, length)));
    for (CountedJob job : jobs) {
      stage.await(
          "a checkpoint of " + job.guarantee() + " that waits for " + length,
          () -> isHeldUp(job, length) || !isOn(taskManager).test(job));
    }
  }

  private boolean isHeldUp(CountedJob job, Duration length) {
    return stage
        .rest()
        .pendingCheckpoint(job.id())
        .filter(since -> since.plus(length).isBefore(Instant.now()))
        .isPresent();
  }

  /** Ends the streams, and requires of every job what its guarantee promises. */
  void finish() {
    jobs.forEach(CountedJob::stopSending);
    settle();
    note("(end)", 0);
    stage.rest().activeJobs().forEach(stage.rest()::cancel);
    stage.await("no job is left", () -> stage.rest().activeJobs().isEmpty());
    jobs.forEach(CountedJob::requireGuarantee);
  }

  /** What happened so far, and what came of the pictures around it. */
  String table() {
    return table.toString();
  }

  @Override
  public void close() {
    jobs.forEach(CountedJob::close);
  }
}
