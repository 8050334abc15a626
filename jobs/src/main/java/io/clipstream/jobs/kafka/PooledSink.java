package io.clipstream.jobs.kafka;

import java.io.IOException;
import java.io.Serial;
import java.util.Collection;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;

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
final class PooledSink<T> extends CalmSink<T> {
  @Serial private static final long serialVersionUID = 1L;

  private final PooledWriter<T> writer;

  /**
   * @param prefix of the transactional ids; no other sink's may begin so
   * @param producer settings of the producers, bootstrap.servers and transaction.timeout.ms among
   *     them
   */
  PooledSink(TopicSerializer<T> serializer, String prefix, Properties producer) {
    super(
        KafkaSink.<T>builder()
            .setRecordSerializer(serializer)
            .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .setTransactionalIdPrefix(prefix)
            .setKafkaProducerConfig(producer)
            .build());
    this.writer = new PooledWriter<>(serializer, prefix, producer);
  }

  @Override
  StatefulSinkWriter<T, KafkaWriterState> open(
      WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
    return writer.open(context, state);
  }
}
