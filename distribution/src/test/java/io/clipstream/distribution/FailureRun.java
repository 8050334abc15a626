package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Jobs that run through one failure after another, and the table of what came of it. */
final class FailureRun implements AutoCloseable {
  private static final int PARALLELISM = 4;
  private static final String ROW = "%-24s %8s  %-14s %8s %8s %12s %8s %8s%n";

  /** A failure with the range of a job's pictures that were sent around it. */
  private record Row(String failure, long seconds, CountedJob job, int from, int to) {}

  private final FailureStage stage;
  private final List<CountedJob> jobs;
  private final List<Row> rows = new ArrayList<>();

  private FailureRun(FailureStage stage, List<CountedJob> jobs) {
    this.stage = stage;
    this.jobs = jobs;
  }

  /** Submits the jobs, and waits until all they were sent so far has come out. */
  static FailureRun start(FailureStage stage, Path models, List<CountedJob> jobs) {
    FailureRun run = new FailureRun(stage, jobs);
    try {
      jobs.forEach(job -> job.submit(stage.rest(), PARALLELISM, models));
      run.awaitStart();
      return run;
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  private void awaitStart() {
    settle();
    jobs.forEach(
        job ->
            assertThat(stage.rest().placements(job.id()))
                .as("TaskManagers of the job")
                .hasSameSizeAs(stage.taskManagers()));
    addRows("(start)", 0);
  }

  FailureStage stage() {
    return stage;
  }

  /**
   * Lets something fail while pictures stream, a checkpoint and labels are swapped, and waits until
   * all jobs have got over it.
   */
  void suffer(Failure failure, int which, Duration length) {
    jobs.forEach(CountedJob::announceNext);
    long start = System.nanoTime();
    failure.strike(this, which, length);
    settle();
    addRows(failure.toString(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
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

  /** Waits until every job has a checkpoint that has waited so long for what does not come. */
  void awaitHeldUp(Duration length) {
    for (CountedJob job : jobs) {
      stage.await(
          "a checkpoint of " + job.guarantee() + " that waits for " + length,
          () -> isHeldUp(job, length));
    }
  }

  private boolean isHeldUp(CountedJob job, Duration length) {
    return stage
        .rest()
        .pendingCheckpoint(job.id())
        .filter(since -> since.plus(length).isBefore(Instant.now()))
        .isPresent();
  }

  private void addRows(String failure, long seconds) {
    for (CountedJob job : jobs) {
      int from = rows.stream().filter(row -> row.job == job).mapToInt(Row::to).max().orElse(0);
      rows.add(new Row(failure, seconds, job, from, job.sent()));
    }
  }

  /** Ends the streams, and requires of every job what its guarantee promises. */
  void finish() {
    jobs.forEach(CountedJob::stopSending);
    settle();
    addRows("(end)", 0);
    stage.rest().activeJobs().forEach(stage.rest()::cancel);
    stage.await("no job is left", () -> stage.rest().activeJobs().isEmpty());
    jobs.forEach(CountedJob::requireGuarantee);
  }

  /** What happened, and the pictures around it, with a line for each job's whole. */
  String table() {
    StringBuilder table =
        new StringBuilder(
            ROW.formatted(
                "failure",
                "seconds",
                "delivery",
                "images",
                "results",
                "dead letters",
                "repeats",
                "missing"));
    rows.forEach(row -> table.append(line(row)));
    jobs.forEach(job -> table.append(line(new Row("all", 0, job, 0, job.sent()))));
    return table.toString();
  }

  private static String line(Row row) {
    Ledger.Counts counts = row.job.counts(row.from, row.to);
    return ROW.formatted(
        row.failure,
        row.seconds == 0 ? "" : row.seconds,
        row.job.guarantee(),
        counts.images(),
        counts.results(),
        counts.deadLetters(),
        counts.repeats(),
        counts.missing());
  }

  @Override
  public void close() {
    jobs.forEach(CountedJob::close);
  }
}
