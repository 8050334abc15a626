package io.clipstream.dashboard.store;

import org.jdbi.v3.core.Handle;

/** Forgets what a part of the dashboard keeps in the index, by the rule of {@link Retention}. */
@FunctionalInterface
public interface Forgetting {
  /**
   * Deletes some of what is too old or too much, the oldest first.
   *
   * @param oldest that is kept, milliseconds since 1970
   * @param most that are kept, of each kind
   * @param batch so many of each kind at most
   * @return how many were deleted
   */
  int forget(Handle handle, long oldest, long most, int batch);
}
