package io.clipstream.jobs.lease;

import io.clipstream.schemas.JobLease;
import io.clipstream.schemas.ResourceException;
import java.time.Duration;

/** What people are told about leases. */
final class LeaseWords {
  private LeaseWords() {}

  static ResourceException refused(JobLease by) {
    return new ResourceException(
        ("job.name '%s' is taken: %s has it since %s and is alive. Stop that job, give this one"
                + " another job.name, or take its place with --take-over (on a cluster"
                + " --lease.take-over true)")
            .formatted(by.getJobName(), holder(by), by.getTakenAt()));
  }

  static ResourceException overtaken(JobLease mine, JobLease by) {
    return new ResourceException(
        ("job.name '%s' was taken over at %s by %s; this job stops, since two would give every"
                + " result twice. What it has not committed is the other's to do")
            .formatted(mine.getJobName(), by.getTakenAt(), holder(by)));
  }

  static String waits(JobLease by, Duration longest) {
    return ("job.name '%s' was not given back by %s; waiting for a sign of life, %d s at most"
            + " (lease.timeout)")
        .formatted(by.getJobName(), holder(by), longest.toSeconds());
  }

  static String dead(JobLease by) {
    return "job.name '%s': nothing was heard of %s; this job takes its place"
        .formatted(by.getJobName(), holder(by));
  }

  static String takesOver(JobLease by, Duration longest) {
    return ("job.name '%s' is taken from %s; waiting until that has stopped, %d s at most"
            + " (lease.timeout)")
        .formatted(by.getJobName(), holder(by), longest.toSeconds());
  }

  static String stopped(JobLease by) {
    return "job.name '%s': %s has stopped".formatted(by.getJobName(), holder(by));
  }

  static String silent(JobLease by) {
    return ("job.name '%s': %s did not say that it has stopped; it will as soon as it reaches"
            + " Kafka")
        .formatted(by.getJobName(), holder(by));
  }

  static String notGivenBack(JobLease mine, Exception why) {
    return "the lease of job.name '%s' cannot be given back; the next start waits for %d s: %s"
        .formatted(mine.getJobName(), mine.getTimeoutMillis() / 1000, why);
  }

  static String ranElsewhere(JobLease before, String here) {
    return ("job '%s' ran before as %s and begins without that state here (%s): what waited only in it is"
            + " not tagged, and its last results may come twice; to go on from it start the job"
            + " there, or name its newest checkpoint or savepoint")
        .formatted(before.getJobName(), holder(before), here);
  }

  private static String holder(JobLease lease) {
    return "Flink job %s (%s, %s)".formatted(lease.getHolder(), lease.getKind(), lease.getPlace());
  }
}
