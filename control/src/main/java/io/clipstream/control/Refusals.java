package io.clipstream.control;

/** Dead letters of control records. */
final class Refusals {
  private Refusals() {}

  static RecordEffect labelSet(RawRecord record, Enum<?> reason, String message) {
    return refused(record, LetterStage.LABEL_SET, reason, message);
  }

  static RecordEffect checkpoint(RawRecord record, Enum<?> reason, String message) {
    return refused(record, LetterStage.CHECKPOINT, reason, message);
  }

  private static RecordEffect refused(
      RawRecord record, LetterStage stage, Enum<?> reason, String message) {
    return new RecordEffect.Refused(DeadLetter.of(record, stage, reason, message));
  }
}
