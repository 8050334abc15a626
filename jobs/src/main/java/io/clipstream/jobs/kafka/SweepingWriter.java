package io.clipstream.jobs.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;

/**
 * A writer of the connector that hands on, with each checkpoint, what other attempts have left
 * open: a completed checkpoint commits the one and ends the other.
 */
final class SweepingWriter<T>
    implements StatefulSinkWriter<T, KafkaWriterState>, CommittingSinkWriter<T, KafkaCommittable> {
  private final StatefulSinkWriter<T, KafkaWriterState> writer;
  private final CommittingSinkWriter<T, KafkaCommittable> committing;
  private final LeftTransactions left;

  /**
   * @param writer which commits too, as all of the connector do
   * @param left closed with it
   */
  @SuppressWarnings("unchecked") // there are no other committables
  SweepingWriter(StatefulSinkWriter<T, KafkaWriterState> writer, LeftTransactions left) {
    this.writer = writer;
    this.committing = (CommittingSinkWriter<T, KafkaCommittable>) writer;
    this.left = left;
  }

  @Override
  public void write(T record, Context context) throws IOException, InterruptedException {
    writer.write(record, context);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    writer.flush(endOfInput);
  }

  @Override
  public Collection<KafkaCommittable> prepareCommit() throws IOException, InterruptedException {
    Collection<KafkaCommittable> ready = new ArrayList<>(committing.prepareCommit());
    left.known().forEach(id -> ready.add(TransactionEnd.of(id)));
    return ready;
  }

  @Override
  public List<KafkaWriterState> snapshotState(long checkpoint) throws IOException {
    return writer.snapshotState(checkpoint);
  }

  @Override
  public void close() throws Exception {
    try (left) {
      writer.close();
    }
  }
}
