package io.clipstream.cli.data;

/**
 * A picture on disk.
 *
 * @param design who drew it
 * @param concept what it shows
 */
record EmojiPicture(Design design, Concept concept) {
  /** Where it lies under the data set's folder. */
  String path() {
    return "pictures/" + design.name() + "/" + concept.id() + ".png";
  }

  /** Decides the draws of this picture's captions. */
  long seed() {
    return ((long) design.name().hashCode() << 32) | (concept.id().hashCode() & 0xffffffffL);
  }
}
