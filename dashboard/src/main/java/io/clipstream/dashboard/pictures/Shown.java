package io.clipstream.dashboard.pictures;

import java.util.function.Function;

/** What there is to show of a picture. */
public sealed interface Shown {
  /**
   * The bytes of the picture.
   *
   * @throws X made of the message where there is nothing to show
   */
  <X extends Exception> byte[] orElseThrow(Function<String, X> nothing) throws X;

  /**
   * A JPEG that was written here.
   *
   * @param bytes of it
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Jpeg(byte[] bytes) implements Shown {
    @Override
    public <X extends Exception> byte[] orElseThrow(Function<String, X> nothing) {
      return bytes;
    }
  }

  /**
   * There is nothing to show.
   *
   * @param message why, for people
   */
  record Nothing(String message) implements Shown {
    @Override
    public <X extends Exception> byte[] orElseThrow(Function<String, X> nothing) throws X {
      throw nothing.apply(message);
    }
  }
}
