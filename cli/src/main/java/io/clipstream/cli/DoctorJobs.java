package io.clipstream.cli;

import io.clipstream.control.status.JobStatus;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.schemas.CheckpointEvent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Looks at what jobs serve with, and at the jobs that tell of themselves. */
final class DoctorJobs {
  private static final String AREA = "Labels, checkpoints, jobs";

  /** Clocks that differ by more make times in events and leases hard to read. */
  private static final Duration MAX_SKEW = Duration.ofSeconds(5);

  private DoctorJobs() {}

  /**
   * @param running names of the jobs that run on the Flink cluster; empty if that was not looked at
   */
  static List<Finding> look(
      KafkaClients clients, KafkaConnection kafka, Optional<Set<String>> running) {
    Instant now = Instant.now();
    StatusReport report = StatusReport.of(clients, kafka, Optional.empty(), now);
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.when(
            !report.labelSets().isEmpty(),
            AREA,
            "label sets",
            report.labelSets().size() + " in force",
            Finding.warning(
                AREA,
                "label sets",
                "none",
                "publish one: clipstream labels apply FILE " + kafka.arguments())));
    if (report.promoted().isEmpty()) {
      findings.add(
          Finding.warning(
              AREA,
              "checkpoints",
              "none is promoted",
              "clipstream checkpoint announce DIRECTORY " + kafka.arguments()));
    }
    report.promoted().forEach((model, event) -> findings.add(checkpoint(model, event)));
    for (JobStatus job : report.jobs()) {
      findings.add(state(job, running, kafka));
      clock(job, now).ifPresent(findings::add);
    }
    running.flatMap(names -> tagging(report.jobs(), names)).ifPresent(findings::add);
    return findings;
  }

  private static Finding checkpoint(String model, CheckpointEvent event) {
    String subject = "model " + model;
    String what = event.getCheckpointId() + " (" + event.getUri() + ")";
    Optional<Path> local = local(event.getUri());
    if (local.isEmpty()) {
      return Finding.unknown(AREA, subject, what + " is not on this machine", "");
    }
    try {
      String sha256 = Integrity.verify(local.get());
      return Finding.when(
          sha256.equalsIgnoreCase(event.getSha256()),
          AREA,
          subject,
          what + " is whole",
          Finding.fault(
              AREA,
              subject,
              what + " is another than was announced: SHA-256 " + sha256,
              "announce it anew, or put back what was there"));
    } catch (ModelException e) {
      return Finding.fault(AREA, subject, what + ": " + e.getMessage(), "fetch or write it again");
    }
  }

  private static Optional<Path> local(String uri) {
    URI parsed = URI.create(uri);
    if (!"file".equals(parsed.getScheme())) {
      return Optional.empty();
    }
    return Optional.of(Path.of(parsed)).filter(Files::isDirectory);
  }

  /** Only what runs can be well: what a job said last stays in its topic when it is gone. */
  private static Finding state(
      JobStatus job, Optional<Set<String>> running, KafkaConnection kafka) {
    String subject = "job " + job.name();
    String state = job.state().name().toLowerCase(Locale.ROOT);
    boolean isGone = job.state() == JobStatus.State.ENDED || job.state() == JobStatus.State.SILENT;
    if (!isGone && running.isPresent() && !running.get().contains(job.name())) {
      return Finding.warning(
          AREA,
          subject,
          "does not run on the cluster; '%s' is what it said at %s"
              .formatted(state, job.newest().getUpdatedAt()),
          "start it again; or does it run on another cluster than --flink names?");
    }
    return Finding.when(
        job.state() == JobStatus.State.RUNNING || isGone,
        AREA,
        subject,
        state,
        Finding.warning(
            AREA, subject, state, "clipstream status " + kafka.arguments() + " says why"));
  }

  private static Optional<Finding> clock(JobStatus job, Instant now) {
    Duration ahead = Duration.between(now, job.newest().getUpdatedAt());
    if (ahead.compareTo(MAX_SKEW) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.warning(
            AREA,
            "clock of job " + job.name(),
            ahead.toSeconds() + " s ahead of this machine's",
            "keep the clocks of all machines by NTP"));
  }

  /** Jobs run, but none that tags; that none runs at all is said of the cluster. */
  private static Optional<Finding> tagging(List<JobStatus> jobs, Set<String> running) {
    boolean isThere =
        jobs.stream().anyMatch(job -> job.isTagging() && running.contains(job.name()));
    if (isThere || running.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.warning(
            AREA,
            "jobs",
            "no tagging job runs on the cluster: none of %s tells of itself as one"
                .formatted(String.join(", ", running)),
            DoctorFlink.START));
  }
}
