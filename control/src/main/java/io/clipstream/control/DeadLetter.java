package io.clipstream.control;

/**
 * A record that cannot be processed through no fault of ours, and why. Made by {@link #of}; the
 * constructor is for what was written before.
 *
 * @param stage what was being done
 * @param reason short and stable, in capitals, for counting; for example {@code TOO_LARGE}
 * @param message one line for people: where it lay, subject, received, expected
 */
public record DeadLetter(RawRecord record, LetterStage stage, String reason, String message) {
  /** Takes the record as it came, without what was fetched for it. */
  public DeadLetter {
    record = record.withFetched(null);
  }

  /**
   * The letter of a record, which names its coordinates.
   *
   * @param reason its name is the reason
   * @param message one line for people: subject, received, expected
   */
  public static DeadLetter of(RawRecord record, LetterStage stage, Enum<?> reason, String message) {
    return new DeadLetter(record, stage, reason.name(), record.coordinates() + ": " + message);
  }

  /** Whether this is why. */
  public boolean isFor(RecordFault fault) {
    return reason.equals(fault.name());
  }
}
