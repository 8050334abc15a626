package io.clipstream.jobs.kafka;

import java.io.IOException;
import java.io.Serial;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The connector's exactly-once sink with a pool of transactional ids: {@code PREFIX-SUBTASK-0} to
 * {@code -2} or so, used over and over, where one for each checkpoint would fill the memory of the
 * brokers, which keep an id for a week. Everything is the connector's, its state too, except that
 * the writer is opened by {@link PooledWriter}, which closes what the connector leaves open.
 *
 * <p>State of a sink with an id for each checkpoint is taken over if the prefix is the same: what
 * it had ready is committed by the old ids, and transactions that it left open are aborted. The way
 * back is closed; the connector refuses it.
 */
final class PooledSink<T>
    implements Sink<T>,
        SupportsWriterState<T, KafkaWriterState>,
        SupportsCommitter<KafkaCommittable>,
        SupportsPostCommitTopology<KafkaCommittable> {
  @Serial private static final long serialVersionUID = 1L;

  private final KafkaSink<T> sink;
  private final PooledWriter<T> writer;

  /**
   * @param prefix of the transactional ids; no other sink's may begin so
   * @param producer settings of the producers, bootstrap.servers and transaction.timeout.ms among
   *     them
   */
  PooledSink(TopicSerializer<T> serializer, String prefix, Properties producer) {
    this.sink =
        KafkaSink.<T>builder()
            .setRecordSerializer(serializer)
            .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .setTransactionalIdPrefix(prefix)
            .setKafkaProducerConfig(producer)
            .build();
    this.writer = new PooledWriter<>(serializer, prefix, producer);
  }

  @Override
  public StatefulSinkWriter<T, KafkaWriterState> createWriter(WriterInitContext context)
      throws IOException {
    return writer.open(context, List.of());
  }

  @Override
  public StatefulSinkWriter<T, KafkaWriterState> restoreWriter(
      WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
    return writer.open(context, state);
  }

  @Override
  public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
    return sink.createCommitter(context);
  }

  @Override
  public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committed) {
    sink.addPostCommitTopology(committed);
  }
}
