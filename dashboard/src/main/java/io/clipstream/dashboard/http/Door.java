package io.clipstream.dashboard.http;

import io.javalin.http.Context;

/** Stands before and behind every request that the guard let through. */
public interface Door {
  /** Finds out who asks, and {@linkplain Person#note notes} it. */
  void before(Context context);

  /** Sees what became of it; the status of the answer is known. */
  default void after(Context context) {}
}
