package io.clipstream.dashboard.ingest;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** How reading the topics goes. */
public sealed interface Standing {
  /** What one of the three makes of it. */
  <R> R match(
      Supplier<? extends R> connecting,
      Function<Connected, ? extends R> connected,
      Function<Away, ? extends R> away);

  /** Nobody answered yet. */
  record Connecting() implements Standing {
    @Override
    public <R> R match(
        Supplier<? extends R> connecting,
        Function<Connected, ? extends R> connected,
        Function<Away, ? extends R> away) {
      return connecting.get();
    }
  }

  /**
   * The broker answers.
   *
   * @param missing topics that are not there
   * @param behind records of the topics that are not read yet
   */
  record Connected(List<String> missing, long behind) implements Standing {
    @Override
    public <R> R match(
        Supplier<? extends R> connecting,
        Function<Connected, ? extends R> connected,
        Function<Away, ? extends R> away) {
      return connected.apply(this);
    }
  }

  /**
   * The broker does not answer, or the index cannot be written; it is tried again.
   *
   * @param message what happened, for people
   */
  record Away(String message) implements Standing {
    @Override
    public <R> R match(
        Supplier<? extends R> connecting,
        Function<Connected, ? extends R> connected,
        Function<Away, ? extends R> away) {
      return away.apply(this);
    }
  }
}
