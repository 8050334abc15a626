package io.clipstream.dashboard.ingest;

import java.util.List;

/** How reading the topics goes. */
public sealed interface Standing {
  /** Nobody answered yet. */
  record Connecting() implements Standing {}

  /**
   * The broker answers.
   *
   * @param missing topics that are not there
   * @param behind records of the topics that are not read yet
   */
  record Connected(List<String> missing, long behind) implements Standing {}

  /**
   * The broker does not answer, or the index cannot be written; it is tried again.
   *
   * @param message what happened, for people
   */
  record Away(String message) implements Standing {}
}
