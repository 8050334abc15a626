package io.clipstream.operators.generation;

import io.clipstream.control.LabelSetInForce;
import java.util.List;

/**
 * A label set that a checkpoint has no bank of yet; the embeddings that it needs are kept
 * meanwhile.
 *
 * @param missing labels and texts that had no embedding when the set was first looked at
 */
record PendingLabelSet(
    LabelSetInForce set, List<TextKey> keys, int missing, Embeddings embeddings) {
  /** A set with more to encode than this is large: of those one is encoded at once. */
  private static final int LARGE = 512;

  static PendingLabelSet of(LabelSetInForce set, Embeddings embeddings) {
    List<TextKey> keys = Bank.keys(set.set());
    embeddings.claim(keys);
    return new PendingLabelSet(set, keys, embeddings.missing(keys), embeddings);
  }

  boolean isLarge() {
    return missing > LARGE;
  }

  void close() {
    embeddings.unclaim(keys);
  }
}
