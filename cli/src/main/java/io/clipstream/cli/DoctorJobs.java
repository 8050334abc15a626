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
import java.util.Optional;

/** Looks at what jobs serve with, and at the jobs that tell of themselves. */
final class DoctorJobs {
  private static final String AREA = "Labels, checkpoints, jobs";

  /** Clocks that differ by more make times in events and leases hard to read. */
  private static final Duration MAX_SKEW = Duration.ofSeconds(5);

  private DoctorJobs() {}

  static List<Finding> look(KafkaClients clients, KafkaConnection kafka) {
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
                AREA, "label sets", "none", "publish one: clipstream labels apply FILE")));
    if (report.promoted().isEmpty()) {
      findings.add(
          Finding.warning(
              AREA, "checkpoints", "none is promoted", "clipstream checkpoint announce DIRECTORY"));
    }
    report.promoted().forEach((model, event) -> findings.add(checkpoint(model, event)));
    report.jobs().forEach(job -> findings.addAll(job(job, now)));
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

  private static List<Finding> job(JobStatus job, Instant now) {
    List<Finding> findings = new ArrayList<>();
    String subject = "job " + job.name();
    String state = job.state().name().toLowerCase(java.util.Locale.ROOT);
    boolean isGone = job.state() == JobStatus.State.ENDED || job.state() == JobStatus.State.SILENT;
    findings.add(
        Finding.when(
            job.state() == JobStatus.State.RUNNING || isGone,
            AREA,
            subject,
            state,
            Finding.warning(AREA, subject, state, "clipstream status says why")));
    Duration ahead = Duration.between(now, job.newest().getUpdatedAt());
    if (ahead.compareTo(MAX_SKEW) > 0) {
      findings.add(
          Finding.warning(
              AREA,
              "clock of " + subject,
              ahead.toSeconds() + " s ahead of this machine's",
              "keep the clocks of all machines by NTP"));
    }
    return findings;
  }
}
