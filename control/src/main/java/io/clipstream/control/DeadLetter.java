package io.clipstream.control;

/**
 * A record that cannot be processed through no fault of ours, and why.
 *
 * @param stage what was being done: {@code decode-record}, {@code decode-image}, {@code fetch},
 *     {@code tag}, {@code label-set} or {@code checkpoint}
 * @param reason short and stable, in capitals, for counting; for example {@code TOO_LARGE}
 * @param message one line for people: subject, received, expected
 */
public record DeadLetter(RawRecord record, String stage, String reason, String message) {
  /** Takes the record as it came, without what was fetched for it. */
  public DeadLetter {
    record = record.withFetched(null);
  }
}
