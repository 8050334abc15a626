package io.clipstream.jobs.kafka;

import java.io.IOException;
import java.io.Serial;
import java.util.Collection;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;

/**
 * The connector's exactly-once sink with a few transactional ids for each attempt of a subtask,
 * used over and over, where one for each checkpoint would fill the memory of the brokers, which
 * keep an id for a week. Everything is the connector's, its state too, except the names of the
 * transactions and what becomes of those that an attempt leaves open ({@link PooledWriter}), and
 * that what cannot be committed fails the job ({@link StrictCommitter}).
 *
 * <p>State of earlier versions of this sink, with an id for each checkpoint or with the same ids
 * for all attempts, is taken over if the prefix is the same: what it had ready is committed by the
 * old ids, and transactions that it left open are aborted. The way back is closed.
 */
final class PooledSink<T> extends CalmSink<T> {
  @Serial private static final long serialVersionUID = 1L;

  private final PooledWriter<T> writer;
  private final Properties producer;
  private final boolean isLossAccepted;

  /**
   * @param ids names of the transactions
   * @param producer settings of the producers, bootstrap.servers and transaction.timeout.ms among
   *     them
   * @param isLossAccepted whether the job goes on when results turn out to be lost
   */
  PooledSink(
      TopicSerializer<T> serializer,
      TransactionalIds ids,
      Properties producer,
      boolean isLossAccepted) {
    super(
        KafkaSink.<T>builder()
            .setRecordSerializer(serializer)
            .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
            .setTransactionalIdPrefix(ids.prefix())
            .setKafkaProducerConfig(producer)
            .build());
    this.writer = new PooledWriter<>(serializer, ids, producer);
    this.producer = new Properties();
    this.producer.putAll(producer);
    this.isLossAccepted = isLossAccepted;
  }

  @Override
  StatefulSinkWriter<T, KafkaWriterState> open(
      WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
    return writer.open(context, state);
  }

  @Override
  public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
    return new StrictCommitter(super.createCommitter(context), producer, isLossAccepted);
  }
}
