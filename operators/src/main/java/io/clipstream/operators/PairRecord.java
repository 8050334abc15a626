package io.clipstream.operators;

import io.clipstream.learning.store.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.DecoderFactory;

/**
 * A valid captioned image on its way to the pair store.
 *
 * @param split which part of the store it belongs to
 * @param contentHash of pixels and captions; equal for a repeat
 * @param pair a {@link io.clipstream.schemas.CaptionedImage} in plain Avro binary; not changed
 */
public record PairRecord(Split split, String contentHash, byte[] pair) {
  /** Id of the picture: the first field of the schema, and always will be. */
  public String imageId() {
    try {
      return DecoderFactory.get().binaryDecoder(pair, null).readString();
    } catch (IOException e) {
      throw new UncheckedIOException("a pair that was encoded here cannot be read", e);
    }
  }
}
