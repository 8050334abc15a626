package io.clipstream.dashboard.ingest;

import io.clipstream.control.RawRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Records of Kafka's client, as the rules of control logs and dead letters take them. */
public final class RawRecords {
  private RawRecords() {}

  public static RawRecord of(ConsumerRecord<byte[], byte[]> record) {
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
