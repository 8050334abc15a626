package io.clipstream.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** A progress bar on standard error; silent where that is no terminal. */
final class Progress {
  /** Set to true by the start script where standard error is a terminal. */
  static final String TERMINAL_PROPERTY = "clipstream.terminal";

  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = 200_000_000L;

  private final SafeWriter err;
  private final String what;
  private final long total;
  private final boolean shown;
  private final long began = System.nanoTime();
  private long drawn;

  Progress(PrintWriter err, String what, long total) {
    this(err, what, total, isTerminal());
  }

  Progress(PrintWriter err, String what, long total, boolean terminal) {
    this.err = SafeWriter.on(err);
    this.what = what;
    this.total = total;
    this.shown = terminal && total > 1;
  }

  /** The start script asks: the JVM cannot tell whether standard error alone is a terminal. */
  private static boolean isTerminal() {
    return Boolean.getBoolean(TERMINAL_PROPERTY) && System.getenv("NO_COLOR") == null;
  }

  void at(long done) {
    at(done, "");
  }

  /** Off a terminal a detail is printed on a line of its own, so that a log tells the course. */
  void at(long done, String detail) {
    if (!shown && !detail.isEmpty()) {
      err.printf(Locale.ROOT, "%s %d/%d: %s%n", what, done, total, detail);
      err.flush();
    }
    long now = System.nanoTime();
    if (!shown || (now - drawn < REDRAW_NANOS && done < total)) {
      return;
    }
    drawn = now;
    double seconds = (now - began) / 1e9;
    double left = done == 0 ? 0 : seconds / done * (total - done);
    int filled = (int) (WIDTH * done / total);
    err.terminal().print('\r');
    err.printf(
        Locale.ROOT,
        "%s %s%s %d/%d, %s%.0f s left ",
        what,
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        done,
        total,
        detail.isEmpty() ? "" : detail + ", ",
        left);
    if (done == total) {
      err.println();
    }
    err.flush();
  }

  /** Clears the bar's line, so that a line of output does not run into it. */
  void clear() {
    if (shown && drawn != 0) {
      err.terminal().print("\r\u001b[K");
      err.terminal().flush();
    }
  }
}
