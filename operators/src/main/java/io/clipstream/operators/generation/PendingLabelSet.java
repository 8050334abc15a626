package io.clipstream.operators.generation;

import io.clipstream.control.LabelSetInForce;

/**
 * A label set that a checkpoint has no bank of yet; the embeddings that it needs are kept
 * meanwhile.
 *
 * @param missing labels and texts that had no embedding when the set was first looked at
 */
record PendingLabelSet(LabelSetInForce set, Lease<Claim> claim, int missing) {
  /** A set with more to encode than this is large: of those one is encoded at once. */
  private static final int LARGE = 512;

  static PendingLabelSet of(LabelSetInForce set, TaggingModel model) {
    Lease<Claim> claim = model.claim(set);
    return new PendingLabelSet(set, claim, claim.value().join().missing());
  }

  boolean isLarge() {
    return missing > LARGE;
  }

  void close() {
    claim.close();
  }
}
