package io.clipstream.model.image;

import java.util.Optional;
import java.util.function.Function;

/**
 * What became of a picture's bytes. A bad picture is normal input, so it is a value, no exception.
 */
public sealed interface DecodeResult {
  /** What one of the two makes of it. */
  <R> R match(
      Function<? super Picture, ? extends R> decoded, Function<Rejected, ? extends R> rejected);

  /** The picture, for who passes over what is none. */
  default Optional<Picture> toOptional() {
    return match(Optional::of, rejected -> Optional.empty());
  }

  /** The picture, decoded. */
  record Decoded(Picture picture) implements DecodeResult {
    @Override
    public <R> R match(
        Function<? super Picture, ? extends R> decoded, Function<Rejected, ? extends R> rejected) {
      return decoded.apply(picture);
    }
  }

  /**
   * The bytes are no picture that can be tagged.
   *
   * @param reason for programs and counters
   * @param message one line for people
   */
  record Rejected(RejectReason reason, String message) implements DecodeResult {
    @Override
    public <R> R match(
        Function<? super Picture, ? extends R> decoded, Function<Rejected, ? extends R> rejected) {
      return rejected.apply(this);
    }
  }
}
