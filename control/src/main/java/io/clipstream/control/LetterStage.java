package io.clipstream.control;

import java.util.Arrays;

/** What was being done with a record that became a dead letter. */
public enum LetterStage {
  DECODE_RECORD("decode-record"),
  DECODE_IMAGE("decode-image"),
  FETCH("fetch"),
  TAG("tag"),
  LABEL_SET("label-set"),
  CHECKPOINT("checkpoint"),
  CAPTION("caption");

  private final String wireName;

  LetterStage(String wireName) {
    this.wireName = wireName;
  }

  /** The stage of this name on the wire and in state. */
  public static LetterStage named(String wireName) {
    return Arrays.stream(values())
        .filter(stage -> stage.wireName.equals(wireName))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("there is no stage '" + wireName + "' of letters"));
  }

  /** Its name on dead letters and in state; never changed. */
  public String wireName() {
    return wireName;
  }
}
