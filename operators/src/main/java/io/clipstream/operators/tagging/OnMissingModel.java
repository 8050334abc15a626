package io.clipstream.operators.tagging;

/** What a restored job does when none of the checkpoints that its state names can be used. */
public enum OnMissingModel {
  /** It fails when the start's time is up, and names them. */
  FAIL,
  /** It takes what the control log says is promoted by now. */
  LATEST_PROMOTED
}
