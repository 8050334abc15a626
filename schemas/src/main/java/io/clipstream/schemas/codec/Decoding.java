package io.clipstream.schemas.codec;

/** What became of the bytes of a record. */
public sealed interface Decoding<T> {
  /** The record. */
  record Ok<T>(T value) implements Decoding<T> {}

  /**
   * The bytes are no record of the wanted type: a fault of the record and of nothing else.
   *
   * @param message one line for people: what was expected, what was found
   */
  record Failed<T>(Reason reason, String message) implements Decoding<T> {}

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
