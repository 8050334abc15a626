package io.clipstream.dashboard.ingest;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jdbi.v3.core.Handle;

/** Records that are read in one transaction, and what is done once it is committed. */
public final class Batch {
  private final Handle handle;
  private final List<Runnable> afterwards = new ArrayList<>();

  Batch(Handle handle) {
    this.handle = handle;
  }

  /** The transaction. */
  public Handle handle() {
    return handle;
  }

  /** Does something once the transaction is committed: nothing is shown that may be taken back. */
  public void afterCommit(Runnable action) {
    afterwards.add(action);
  }

  /** Says that a record cannot be read; it is counted. */
  public void refuse(ConsumerRecord<byte[], byte[]> record, String why) {
    throw refusal(record, why);
  }

  /** As above, for who throws it by itself. */
  public RuntimeException refusal(ConsumerRecord<byte[], byte[]> record, String why) {
    return new UnreadableRecord(
        record.topic() + "-" + record.partition() + "@" + record.offset() + ": " + why);
  }

  void committed() {
    afterwards.forEach(Runnable::run);
  }

  /** A fault of a record and of nothing else. */
  static final class UnreadableRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableRecord(String message) {
      super(message, null, false, false);
    }
  }
}
