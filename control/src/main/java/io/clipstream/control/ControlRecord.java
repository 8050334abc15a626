package io.clipstream.control;

/**
 * A record of a control log, still to be decoded: what is broadcast to the taggers.
 *
 * @param log which log it stands in
 */
public record ControlRecord(Log log, RawRecord record) {
  /** The logs that control a tagging job. */
  public enum Log {
    LABEL_SETS,
    CHECKPOINTS
  }
}
