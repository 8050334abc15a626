package io.clipstream.jobs.lease;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/**
 * Where a job is submitted to, and who is told about it.
 *
 * @param progress takes what goes as it should
 * @param notice takes what somebody should know
 */
public record Submission(Home home, Consumer<String> progress, Consumer<String> notice) {
  public Submission {
    requireNonNull(home, "home is null");
    requireNonNull(progress, "progress is null");
    requireNonNull(notice, "notice is null");
  }
}
