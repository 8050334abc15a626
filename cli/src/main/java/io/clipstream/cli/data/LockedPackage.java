package io.clipstream.cli.data;

import java.util.List;
import java.util.Objects;

/**
 * One line of a lock file: a package by exact version and content.
 *
 * @param sha256 hex digest of the archive
 * @param file name of the archive
 * @param source the registry
 * @param spec what the registry's client is asked for, for example {@code openmoji@17.0.0}
 */
public record LockedPackage(String sha256, String file, Source source, String spec) {
  /** Where packages come from, and with which client. */
  public enum Source {
    NPM("npm:"),
    DEBIAN("deb:");

    private final String prefix;

    Source(String prefix) {
      this.prefix = prefix;
    }
  }

  public LockedPackage {
    Objects.requireNonNull(source, "source is null");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new DataException("lock file: sha256 of " + file + " is '" + sha256 + "'");
    }
    if (!file.matches("[A-Za-z0-9._%+-]+")) {
      throw new DataException("lock file: '" + file + "' is no file name");
    }
  }

  /** The package's name without its version. */
  public String name() {
    int end = spec.lastIndexOf(source == Source.NPM ? '@' : '=');
    return end > 0 ? spec.substring(0, end) : spec;
  }

  /** The text of the lock file that ships with this program. */
  public static String shippedLock() {
    return Resources.text("data.lock");
  }

  /**
   * Reads a lock file: {@code sha256 file source:spec} a line, {@code #} starts a comment.
   *
   * @throws DataException naming the line that does not read so
   */
  public static List<LockedPackage> parse(String lock) {
    return lock.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(LockedPackage::parseLine)
        .toList();
  }

  private static LockedPackage parseLine(String line) {
    String[] fields = line.trim().split("\\s+");
    if (fields.length == 3) {
      for (Source source : Source.values()) {
        if (fields[2].startsWith(source.prefix)) {
          String spec = fields[2].substring(source.prefix.length());
          return new LockedPackage(fields[0], fields[1], source, spec);
        }
      }
    }
    throw new DataException(
        "lock file: line '" + line + "', expected: sha256 file npm:NAME@VERSION|deb:NAME=VERSION");
  }
}
