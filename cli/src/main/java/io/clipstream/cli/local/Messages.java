package io.clipstream.cli.local;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.function.Consumer;

/**
 * Where a job in this process tells people what it is at.
 *
 * @param progress what goes as it should
 * @param notice what somebody should know: what it waits for, what failed
 */
public record Messages(Consumer<String> progress, Consumer<String> notice) {
  public Messages {
    requireNonNull(progress, "progress is null");
    requireNonNull(notice, "notice is null");
  }

  /** Everything as lines. */
  public static Messages to(PrintWriter lines) {
    Consumer<String> line =
        message -> {
          lines.println("clipstream: " + message);
          lines.flush();
        };
    return new Messages(line, line);
  }
}
