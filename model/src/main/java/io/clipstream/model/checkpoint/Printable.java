package io.clipstream.model.checkpoint;

/** Text out of a file that nobody vouches for, made fit for a one-line error. */
final class Printable {
  private static final int MAX_LENGTH = 200;

  private Printable() {}

  /** Without control characters and cut to a length that a terminal bears. */
  static String text(String text) {
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    return cut.replaceAll("\\p{C}", "?");
  }
}
