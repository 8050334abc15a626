package io.clipstream.model.training.data;

/** Why something of a data set was passed over. */
public enum SkipReason {
  /** A table names a picture that is not there. */
  MISSING_PICTURE("pictures are missing"),
  /** A table names a picture that lies outside of its folder, or is a link to there. */
  OUTSIDE("pictures lie outside of their folder"),
  /** The picture's bytes cannot be read or decoded. */
  UNREADABLE_PICTURE("pictures are unreadable"),
  /** No caption, or only blanks. */
  NO_CAPTION("pairs have no caption"),
  /** A caption without a picture. */
  NO_PICTURE("captions have no picture"),
  /** A file of a tar whose name does not say which sample and field it is. */
  NO_KEY("files have a name that is no key, dot and field"),
  /** The files of one sample do not follow each other in a tar. */
  APART("samples lie apart in their tar (make it with --sort=name)"),
  /** Taken back by whoever gave it. */
  RETRACTED("pairs are retracted"),
  /** A file's rest is lost because it is damaged or ends early. */
  DAMAGED_FILE("files are damaged");

  private final String words;

  SkipReason(String words) {
    this.words = words;
  }

  /** For people, after a number. */
  public String words() {
    return words;
  }
}
