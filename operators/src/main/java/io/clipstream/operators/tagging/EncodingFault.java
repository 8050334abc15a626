package io.clipstream.operators.tagging;

import io.clipstream.control.RecordFault;
import java.util.Optional;

/**
 * Why a picture that was decoded has no embedding.
 *
 * @param reason for programs, short and stable
 * @param message for people
 */
public record EncodingFault(RecordFault reason, String message) {
  /** The device works, but fails with this picture. */
  public static EncodingFault of(RuntimeException failure) {
    return new EncodingFault(
        RecordFault.NOT_ENCODABLE, "the encoder fails with this picture: " + failure);
  }

  /**
   * What is wrong with an embedding.
   *
   * @param numbers embeddings of a batch, one after the other
   * @param from where this one begins
   * @param width its dimensions
   */
  public static Optional<EncodingFault> in(float[] numbers, int from, int width) {
    for (int i = from; i < from + width; i++) {
      if (!Float.isFinite(numbers[i])) {
        return Optional.of(
            new EncodingFault(
                RecordFault.NOT_FINITE,
                "the picture's embedding holds NaN or infinity, expected numbers"));
      }
    }
    return Optional.empty();
  }
}
