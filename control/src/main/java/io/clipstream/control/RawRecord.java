package io.clipstream.control;

import java.util.List;

/**
 * A record as it lay in its topic, nothing decoded: what is refused goes on to the dead letters
 * byte for byte. Nobody writes into the arrays.
 *
 * @param key null if the record has none
 * @param value null for a tombstone
 * @param headers in their order; names may repeat
 * @param timestamp milliseconds since 1970, as the log has it
 * @param fetched the picture that the record names by URI, once it has been fetched; no part of the
 *     record in its topic, and null as long as nothing was fetched
 */
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte[] key,
    byte[] value,
    List<Header> headers,
    Fetched fetched) {

  /**
   * A header of a record.
   *
   * @param value may be null
   */
  public record Header(String name, byte[] value) {}

  /**
   * A picture that was fetched.
   *
   * @param micros how long that took, every try and redirect included
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Fetched(byte[] picture, long micros) {}

  public RawRecord {
    headers = List.copyOf(headers);
  }

  /** A record as it comes from its topic. */
  public RawRecord(
      String topic,
      int partition,
      long offset,
      long timestamp,
      byte[] key,
      byte[] value,
      List<Header> headers) {
    this(topic, partition, offset, timestamp, key, value, headers, null);
  }

  /** The same record with the picture that it names, or with null without one. */
  public RawRecord withFetched(Fetched picture) {
    if (picture == fetched) {
      return this;
    }
    return new RawRecord(topic, partition, offset, timestamp, key, value, headers, picture);
  }

  /** The same record with other headers. */
  public RawRecord withHeaders(List<Header> others) {
    return new RawRecord(topic, partition, offset, timestamp, key, value, others, fetched);
  }

  /** Where the record lies, for people: {@code topic-partition@offset}. */
  public String coordinates() {
    return topic + "-" + partition + "@" + offset;
  }
}
