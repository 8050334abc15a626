package io.clipstream.operators.fetch;

import io.clipstream.operators.DeadLetter;
import io.clipstream.operators.RawRecord;

/**
 * What became of a record with a URI; exactly one of the two is set.
 *
 * @param record with its picture
 * @param refused the record as it came, and why there is no picture
 */
public record FetchOutcome(RawRecord record, DeadLetter refused) {}
