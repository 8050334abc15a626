package io.clipstream.jobs.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** How large a record may become in its topic. */
final class RecordSize {
  /** Of a batch of one record, message format 2 (Kafka's documentation, "Record Batch"). */
  private static final int BATCH_HEADER = 61;

  private static final int RECORD_HEADER = 21;
  private static final int LENGTH = 5;

  private RecordSize() {}

  /** Bytes of a batch that holds nothing else, uncompressed, at most. */
  static long upperBound(ProducerRecord<byte[], byte[]> record) {
    long size = BATCH_HEADER + RECORD_HEADER + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      size += LENGTH + header.key().getBytes(StandardCharsets.UTF_8).length;
      size += length(header.value());
    }
    return size;
  }

  private static long length(byte[] bytes) {
    return LENGTH + (bytes == null ? 0 : bytes.length);
  }
}
