package io.clipstream.operators.generation;

import io.clipstream.schemas.LabelSet;
import java.util.List;

/** What a label set is made of, kept in a model's embeddings while the set is to be encoded. */
record Claim(List<TextKey> keys, Embeddings embeddings) implements AutoCloseable {
  static Claim of(LabelSet set, Embeddings embeddings) {
    List<TextKey> keys = Bank.keys(set);
    embeddings.claim(keys);
    return new Claim(keys, embeddings);
  }

  /** How many labels and texts have no embedding yet. */
  int missing() {
    return embeddings.missing(keys);
  }

  @Override
  public void close() {
    embeddings.unclaim(keys);
  }
}
