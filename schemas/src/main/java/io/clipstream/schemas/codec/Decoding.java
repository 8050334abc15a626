package io.clipstream.schemas.codec;

import java.util.Optional;
import java.util.function.Function;

/** What became of the bytes of a record. */
public sealed interface Decoding<T> {
  /** What one of the two makes of it. */
  <R> R match(Function<? super T, ? extends R> ok, Function<Failed<T>, ? extends R> failed);

  /** The record, for who passes over what is none. */
  default Optional<T> toOptional() {
    return match(Optional::of, failed -> Optional.empty());
  }

  /**
   * The record, for who cannot go on without it.
   *
   * @throws X made of the message where there is none
   */
  default <X extends Exception> T orElseThrow(Function<String, X> failure) throws X {
    Optional<X> why =
        match(value -> Optional.empty(), f -> Optional.of(failure.apply(f.message())));
    if (why.isPresent()) {
      throw why.get();
    }
    return toOptional().orElseThrow();
  }

  /** The record. */
  record Ok<T>(T value) implements Decoding<T> {
    @Override
    public <R> R match(
        Function<? super T, ? extends R> ok, Function<Failed<T>, ? extends R> failed) {
      return ok.apply(value);
    }
  }

  /**
   * The bytes are no record of the wanted type: a fault of the record and of nothing else.
   *
   * @param message one line for people: what was expected, what was found
   */
  record Failed<T>(Reason reason, String message) implements Decoding<T> {
    @Override
    public <R> R match(
        Function<? super T, ? extends R> ok, Function<Failed<T>, ? extends R> failed) {
      return failed.apply(this);
    }
  }

  /** Why bytes are no record. */
  enum Reason {
    /** There is no value, as in a tombstone. */
    NULL_VALUE,
    /** The value has no bytes. */
    EMPTY,
    /** The first bytes do not announce the wire format that is read here. */
    WRONG_FORMAT,
    /** The schema that the bytes name is neither in the history nor in the registry. */
    UNKNOWN_SCHEMA,
    /** The writer's schema cannot be read as the wanted one. */
    INCOMPATIBLE_SCHEMA,
    /** The bytes end before the record does, or a length in them says more than there is. */
    TRUNCATED,
    /** Bytes follow the end of the record. */
    TRAILING_BYTES,
    /** The bytes do not follow the schema that they name. */
    MALFORMED
  }
}
