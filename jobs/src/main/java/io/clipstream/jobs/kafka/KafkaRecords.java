package io.clipstream.jobs.kafka;

import io.clipstream.control.RawRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Records of Kafka's client to ours. */
public final class KafkaRecords {
  private KafkaRecords() {}

  public static RawRecord raw(ConsumerRecord<byte[], byte[]> record) {
    List<RawRecord.Header> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new RawRecord.Header(header.key(), header.value()));
    }
    return new RawRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        headers);
  }
}
