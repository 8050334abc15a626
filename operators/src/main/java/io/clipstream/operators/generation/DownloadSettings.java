package io.clipstream.operators.generation;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How checkpoints are fetched from other file systems than this machine's.
 *
 * @param cachePath directory in which processes of a host share what they fetched; empty for one of
 *     the user's in the temporary directory
 * @param cacheBytes what is kept there at most, besides what was fetched last; 0 keeps nothing
 * @param jitter the longest wait before a download, of which each takes a random share: hosts do
 *     not all begin at once
 * @param bytesPerSecond of one download at most; 0 for no limit
 * @param patience how long another process of the host may download without progress before this
 *     one does it too
 */
public record DownloadSettings(
    String cachePath, long cacheBytes, Duration jitter, long bytesPerSecond, Duration patience)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Longer than a store may be silent: a process that waits for it says so by itself. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Keeps nothing, and neither waits nor limits. */
  public static final DownloadSettings PLAIN =
      new DownloadSettings("", 0, Duration.ZERO, 0, PATIENCE);

  public DownloadSettings {
    requireNonNull(cachePath, "cachePath is null");
    requireNonNull(jitter, "jitter is null");
    requireNonNull(patience, "patience is null");
  }

  Path cache() {
    return cachePath.isEmpty()
        ? Path.of(
            System.getProperty("java.io.tmpdir"),
            "clipstream-checkpoints-" + System.getProperty("user.name"))
        : Path.of(cachePath);
  }
}
