package io.clipstream.operators.learning;

import io.clipstream.model.training.data.Split;

/**
 * A valid captioned image on its way to the pair store.
 *
 * @param split which part of the store it belongs to
 * @param contentHash of pixels and captions; equal for a repeat
 * @param pair a {@link io.clipstream.schemas.CaptionedImage} in plain Avro binary; not changed
 */
public record PairRecord(Split split, String contentHash, byte[] pair) {}
