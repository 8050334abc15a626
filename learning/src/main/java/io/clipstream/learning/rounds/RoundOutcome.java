package io.clipstream.learning.rounds;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the gate alone makes of a round. */
public enum RoundOutcome {
  PROMOTED("promoted"),
  CANDIDATE("candidate"),
  REJECTED("rejected");

  private final String wireName;

  RoundOutcome(String wireName) {
    this.wireName = wireName;
  }

  /** The outcome as reports name it; never changed. */
  @JsonValue
  public String wireName() {
    return wireName;
  }
}
