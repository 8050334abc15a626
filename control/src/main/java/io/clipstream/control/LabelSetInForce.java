package io.clipstream.control;

import io.clipstream.schemas.LabelSet;

/**
 * A valid label set.
 *
 * @param hash of its content
 */
public record LabelSetInForce(LabelSet set, String hash) {
  /** For people: id and revision. */
  public String name() {
    return "label set " + set.getId() + " revision " + set.getRevision();
  }
}
