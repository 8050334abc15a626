package io.clipstream.jobs.kafka;

import io.clipstream.schemas.logging.Log;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;

/**
 * A writer of the connector that closes without complaint. Connector 5.0.0 throws at the close what
 * went wrong in sending since it last looked: that an older transaction is fenced, say, or that
 * Kafka is away. While a task fails, Flink takes an exception of a close for a fault of the process
 * and ends the whole TaskManager, with all other jobs on it. Nothing is lost by silence: what was
 * not flushed without a fault is in no checkpoint.
 */
final class CalmWriter<T>
    implements StatefulSinkWriter<T, KafkaWriterState>, CommittingSinkWriter<T, KafkaCommittable> {
  private static final Log LOG = Log.of(CalmWriter.class);

  private final StatefulSinkWriter<T, KafkaWriterState> writer;
  private final CommittingSinkWriter<T, KafkaCommittable> committing;

  private CalmWriter(
      StatefulSinkWriter<T, KafkaWriterState> writer,
      CommittingSinkWriter<T, KafkaCommittable> committing) {
    this.writer = writer;
    this.committing = committing;
  }

  /**
   * @param writer which commits too, as all of the connector do
   */
  @SuppressWarnings("unchecked") // there are no other committables
  static <T> CalmWriter<T> of(StatefulSinkWriter<T, KafkaWriterState> writer) {
    return new CalmWriter<>(writer, (CommittingSinkWriter<T, KafkaCommittable>) writer);
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
    return committing.prepareCommit();
  }

  @Override
  public List<KafkaWriterState> snapshotState(long checkpoint) throws IOException {
    return writer.snapshotState(checkpoint);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) { // the connector declares no narrower one
      LOG.warn("a writer to Kafka was closed with a failure behind it", e);
    }
  }
}
