package io.clipstream.dashboard.pictures;

/** What there is to show of a picture. */
public sealed interface Shown {
  /**
   * A JPEG that was written here.
   *
   * @param bytes of it
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Jpeg(byte[] bytes) implements Shown {}

  /**
   * There is nothing to show.
   *
   * @param message why, for people
   */
  record Nothing(String message) implements Shown {}
}
