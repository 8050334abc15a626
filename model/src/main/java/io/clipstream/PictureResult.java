package io.clipstream;

import java.util.function.Function;

/**
 * What became of a picture's bytes. A bad picture is normal input, so it is a value, no exception.
 *
 * @param <T> what is made of a picture that can be used
 */
public sealed interface PictureResult<T> {
  /**
   * The picture can be used.
   *
   * @param value what was made of it
   * @param <T> its type
   */
  record Accepted<T>(T value) implements PictureResult<T> {
    @Override
    public <R> R either(
        Function<? super T, ? extends R> accepted,
        Function<? super Rejected<T>, ? extends R> rejected) {
      return accepted.apply(value);
    }
  }

  /**
   * The bytes are no picture that can be used.
   *
   * @param reason for programs and counters
   * @param message one line for people
   * @param <T> what would have been made of it
   */
  record Rejected<T>(Reason reason, String message) implements PictureResult<T> {
    @Override
    public <R> R either(
        Function<? super T, ? extends R> accepted,
        Function<? super Rejected<T>, ? extends R> rejected) {
      return rejected.apply(this);
    }
  }

  /** Why a picture was rejected; the names stay stable. */
  enum Reason {
    /** There are no bytes. */
    EMPTY,
    /** The bytes are in no format that is read here. */
    UNKNOWN_FORMAT,
    /** Bytes, pixels, a side, the number of frames, memory or time exceed the limits. */
    TOO_LARGE,
    /** The format is known, the content is damaged or ends early. */
    CORRUPT,
    /** The format is known but not read, or not with a feature that this picture uses. */
    UNSUPPORTED,
    /** The bytes cannot be read. */
    UNREADABLE
  }

  /**
   * Handles both cases.
   *
   * @param accepted takes what was made of the picture
   * @param rejected takes why there is nothing
   * @param <R> what both give
   * @return what the one that was called gave
   */
  <R> R either(
      Function<? super T, ? extends R> accepted,
      Function<? super Rejected<T>, ? extends R> rejected);
}
