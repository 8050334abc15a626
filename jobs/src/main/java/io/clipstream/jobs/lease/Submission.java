package io.clipstream.jobs.lease;

import static java.util.Objects.requireNonNull;

import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.function.Consumer;

/**
 * Where a job is submitted to, and who is told about it.
 *
 * @param progress takes what goes as it should
 * @param notice takes what somebody should know
 */
public record Submission(Home home, Consumer<String> progress, Consumer<String> notice) {
  private static final Log LOG = Log.of(Submission.class);

  public Submission {
    requireNonNull(home, "home is null");
    requireNonNull(progress, "progress is null");
    requireNonNull(notice, "notice is null");
  }

  /** To a cluster, whose logs are told. */
  public static Submission onCluster() {
    return new Submission(
        Home.cluster(),
        progress -> LOG.with(LogKey.DETAIL, progress).info("the job's name"),
        notice -> LOG.with(LogKey.DETAIL, notice).warn("the job's name"));
  }
}
