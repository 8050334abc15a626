package io.clipstream.model.image;

/**
 * What became of a picture's bytes. A bad picture is normal input, so it is a value, no exception.
 */
public sealed interface DecodeResult {
  /** The picture, decoded. */
  record Decoded(Picture picture) implements DecodeResult {}

  /**
   * The bytes are no picture that can be tagged.
   *
   * @param reason for programs and counters
   * @param message one line for people
   */
  record Rejected(RejectReason reason, String message) implements DecodeResult {}
}
