package io.clipstream.jobs.lease;

import static java.util.Objects.requireNonNull;

import io.clipstream.schemas.JobLease;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A job that wants its name, or holds it.
 *
 * @param kind 'tagging' or 'training'
 * @param holder id of its Flink job
 * @param home where it runs
 */
record Claimant(String jobName, String kind, String holder, Home home, Duration timeout)
    implements Serializable {
  Claimant {
    requireNonNull(jobName, "jobName is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(holder, "holder is null");
    requireNonNull(home, "home is null");
    requireNonNull(timeout, "timeout is null");
  }

  /** A lease that begins now. */
  JobLease lease(long epoch) {
    Instant now = now();
    return JobLease.newBuilder()
        .setJobName(jobName)
        .setEpoch(epoch)
        .setHolder(holder)
        .setKind(kind)
        .setPlace(home.place())
        .setHome(home.lock().orElse(null))
        .setTimeoutMillis(timeout.toMillis())
        .setTakenAt(now)
        .setRenewedAt(now)
        .build();
  }

  static JobLease renewed(JobLease lease) {
    return JobLease.newBuilder(lease).setRenewedAt(now()).setReleased(false).build();
  }

  static JobLease released(JobLease lease) {
    return JobLease.newBuilder(lease).setRenewedAt(now()).setReleased(true).build();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  boolean isHolderOf(JobLease lease) {
    return holder.equals(lease.getHolder());
  }
}
