package io.clipstream.operators.tagging;

import io.clipstream.operators.generation.Generation;
import java.util.Optional;

/** The generation in service, for threads beside the task's. Thread-safe. */
final class Serving implements AutoCloseable {
  private Optional<Generation> current = Optional.empty();

  /** Called by the task thread with what serves from now on. */
  synchronized void set(Optional<Generation> next) {
    if (!next.equals(current)) {
      next.ifPresent(Generation::retain);
      current.ifPresent(Generation::release);
      current = next;
    }
  }

  /** What serves now, retained for the caller, who releases it. */
  synchronized Optional<Generation> retained() {
    return current.map(Generation::retain);
  }

  @Override
  public void close() {
    set(Optional.empty());
  }
}
