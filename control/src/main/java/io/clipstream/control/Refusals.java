package io.clipstream.control;

/** Dead letters of control records. */
final class Refusals {
  private Refusals() {}

  static Verdict labelSet(RawRecord record, String reason, String message) {
    return refused(record, "label-set", reason, message);
  }

  static Verdict checkpoint(RawRecord record, String reason, String message) {
    return refused(record, "checkpoint", reason, message);
  }

  private static Verdict refused(RawRecord record, String stage, String reason, String message) {
    return new Verdict.Refused(
        new DeadLetter(record, stage, reason, record.coordinates() + ": " + message));
  }
}
