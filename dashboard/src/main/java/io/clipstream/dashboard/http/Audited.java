package io.clipstream.dashboard.http;

import io.javalin.http.Context;
import java.util.Optional;

/** What a request changed, in words, for the audit log. */
public final class Audited {
  private static final String ATTRIBUTE = "clipstream.audited";

  private Audited() {}

  /**
   * Notes what is changed. Every change is in the log with its address; this says more of it.
   *
   * @param what for example {@code label set default r13}; no secret, no picture
   */
  public static void what(Context context, String what) {
    context.attribute(ATTRIBUTE, what);
  }

  /** What was noted. */
  public static Optional<String> of(Context context) {
    return Optional.ofNullable(context.attribute(ATTRIBUTE));
  }
}
