package io.clipstream.model.checkpoint;

import io.clipstream.schemas.Quoting;

/** Text out of a file that nobody vouches for, made fit for a one-line error. */
final class Printable {
  private static final int MAX_LENGTH = 200;

  private Printable() {}

  /** With control characters escaped, and cut to a length that a terminal bears. */
  static String text(String text) {
    return Quoting.clip(text, MAX_LENGTH);
  }
}
