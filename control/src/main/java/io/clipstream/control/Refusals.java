package io.clipstream.control;

/** Dead letters of control records. */
final class Refusals {
  private Refusals() {}

  static RecordEffect labelSet(RawRecord record, String reason, String message) {
    return refused(record, "label-set", reason, message);
  }

  static RecordEffect checkpoint(RawRecord record, String reason, String message) {
    return refused(record, "checkpoint", reason, message);
  }

  private static RecordEffect refused(
      RawRecord record, String stage, String reason, String message) {
    return new RecordEffect.Refused(
        new DeadLetter(record, stage, reason, record.coordinates() + ": " + message));
  }
}
