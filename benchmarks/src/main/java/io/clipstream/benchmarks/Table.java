package io.clipstream.benchmarks;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints results a line at a time, so that a run that is cut short has told what it knows. */
record Table(PrintWriter out) {
  void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }
}
