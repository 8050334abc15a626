package io.clipstream.cli;

/**
 * One thing that was looked at before a job runs, or beside one.
 *
 * @param area what it belongs to: this machine, Kafka, Flink, and so on
 * @param subject what was looked at
 * @param found how it is
 * @param todo what to do; empty where all is well
 */
record Finding(Level level, String area, String subject, String found, String todo) {
  /** How bad it is. */
  enum Level {
    OK("ok"),
    /** Jobs run all the same, but something will go wrong one day. */
    WARNING("warning"),
    /** A job will not run, or will lose something. */
    FAULT("FAULT"),
    /** It could not be looked at. */
    UNKNOWN("unknown");

    private final String word;

    Level(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static Finding ok(String area, String subject, String found) {
    return new Finding(Level.OK, area, subject, found, "");
  }

  static Finding warning(String area, String subject, String found, String todo) {
    return new Finding(Level.WARNING, area, subject, found, todo);
  }

  static Finding fault(String area, String subject, String found, String todo) {
    return new Finding(Level.FAULT, area, subject, found, todo);
  }

  /** A fault in words that end, after the last semicolon, with what to do. */
  static Finding fault(String area, String subject, String words) {
    int end = words.lastIndexOf("; ");
    return end < 0
        ? fault(area, subject, words, "")
        : fault(area, subject, words.substring(0, end), words.substring(end + 2));
  }

  static Finding unknown(String area, String subject, String found, String todo) {
    return new Finding(Level.UNKNOWN, area, subject, found, todo);
  }

  /** Well if so, else as {@code otherwise} says. */
  static Finding when(boolean well, String area, String subject, String found, Finding otherwise) {
    return well ? ok(area, subject, found) : otherwise;
  }
}
