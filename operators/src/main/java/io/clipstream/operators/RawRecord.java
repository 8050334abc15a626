package io.clipstream.operators;

import java.util.List;

/**
 * A record as it lay in its topic, nothing decoded: what is refused goes on to the dead letters
 * byte for byte. Nobody writes into the arrays.
 *
 * @param key null if the record has none
 * @param value null for a tombstone
 * @param headers in their order; names may repeat
 * @param timestamp milliseconds since 1970, as the log has it
 */
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte[] key,
    byte[] value,
    List<Header> headers) {

  /**
   * A header of a record.
   *
   * @param value may be null
   */
  public record Header(String name, byte[] value) {}

  public RawRecord {
    headers = List.copyOf(headers);
  }

  /** Where the record lies, for people: {@code topic-partition@offset}. */
  public String coordinates() {
    return topic + "-" + partition + "@" + offset;
  }
}
