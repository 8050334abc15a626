package io.clipstream.dashboard.ingest;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is done with the records of a topic; by one thread. */
public interface TopicReader {
  /** Name of the topic. */
  String topic();

  /** Where what was read is kept. */
  Keeping keeping();

  /**
   * Takes a record in. What it throws is a fault of the record: the record is counted and left out.
   *
   * @param batch the transaction that the record is read in
   */
  void read(Batch batch, ConsumerRecord<byte[], byte[]> record);

  /** The topic is not the one that was read before: forgets what is in memory. */
  default void reset() {}

  /** Where what was read is kept, and hence from where a topic is read at a start. */
  enum Keeping {
    /** In the index, with the offset. */
    INDEX,
    /** In memory: the topic is small and is read from its beginning at every start. */
    MEMORY
  }
}
