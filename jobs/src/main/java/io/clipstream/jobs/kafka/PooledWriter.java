package io.clipstream.jobs.kafka;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Properties;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.InitContext;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.internal.BackchannelFactory;
import org.apache.flink.connector.kafka.sink.internal.TransactionAbortStrategyImpl;
import org.apache.flink.connector.kafka.sink.internal.TransactionNamingStrategyImpl;
import org.apache.flink.util.IOUtils;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Opens the connector's writer with names for its transactions that no other attempt has, and ends
 * those that earlier attempts have left open. Connector 5.0.0 gives all attempts the same names; an
 * attempt that stood still, by a stopped process or a cut network, and goes on, would then end the
 * transactions of the one that has taken its place, with results in them that a checkpoint counts
 * as written. It also leaves an admin client behind for each start. The writer has no way in but
 * its private parts, so they are named here, once.
 */
final class PooledWriter<T> implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private static final String WRITER = "ExactlyOnceKafkaWriter";

  private final TopicSerializer<T> serializer;
  private final TransactionalIds ids;
  private final Properties producer;

  PooledWriter(TopicSerializer<T> serializer, TransactionalIds ids, Properties producer) {
    this.serializer = serializer;
    this.ids = ids;
    this.producer = new Properties();
    this.producer.putAll(producer);
    String bytes = ByteArraySerializer.class.getName();
    this.producer.putIfAbsent("key.serializer", bytes);
    this.producer.putIfAbsent("value.serializer", bytes);
  }

  /**
   * A writer that has begun its first transaction, after those were aborted that the writers of the
   * state had left open.
   *
   * @throws IllegalStateException if the connector is another than this was written for
   */
  StatefulSinkWriter<T, KafkaWriterState> open(
      WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
    TaskInfo task = context.getTaskInfo();
    String own = ids.attempt(task.getIndexOfThisSubtask());
    LeftTransactions left = new LeftTransactions(ids, own, task, producer);
    try {
      left.endThoseOf(state);
      return new SweepingWriter<>(connectorWriter(context, state, own), left);
    } catch (Throwable e) {
      left.close();
      throw e;
    }
  }

  private StatefulSinkWriter<T, KafkaWriterState> connectorWriter(
      WriterInitContext context, Collection<KafkaWriterState> state, String own)
      throws IOException {
    try {
      Class<?> type =
          Class.forName(
              KafkaSink.class.getPackageName() + "." + WRITER,
              true,
              KafkaSink.class.getClassLoader());
      return begun(type, construct(type, context, state, own), context);
    } catch (InvocationTargetException e) {
      throw failure(e.getCause());
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(
          "flink-connector-kafka on the class path is not 5.0.0, for which this job was built: "
              + e.getMessage(),
          e);
    }
  }

  private Object construct(
      Class<?> type, WriterInitContext context, Collection<KafkaWriterState> state, String own)
      throws ReflectiveOperationException {
    Constructor<?> constructor =
        type.getDeclaredConstructor(
            DeliveryGuarantee.class,
            Properties.class,
            String.class,
            WriterInitContext.class,
            KafkaRecordSerializationSchema.class,
            SerializationSchema.InitializationContext.class,
            TransactionAbortStrategyImpl.class,
            TransactionNamingStrategyImpl.class,
            Collection.class);
    constructor.setAccessible(true);
    return constructor.newInstance(
        DeliveryGuarantee.EXACTLY_ONCE,
        producer,
        own,
        context,
        serializer,
        context.asSerializationSchemaInitializationContext(),
        TransactionAbortStrategyImpl.LISTING,
        TransactionNamingStrategyImpl.POOLING,
        state);
  }

  /** In place of the writer's own beginning, which aborts by prefixes what others have open. */
  @SuppressWarnings("unchecked") // it writes what its serializer takes
  private StatefulSinkWriter<T, KafkaWriterState> begun(
      Class<?> type, Object made, WriterInitContext context) throws ReflectiveOperationException {
    StatefulSinkWriter<T, KafkaWriterState> writer = (StatefulSinkWriter<T, KafkaWriterState>) made;
    Method start = type.getDeclaredMethod("startTransaction", long.class);
    Field current = type.getSuperclass().getDeclaredField("currentProducer");
    start.setAccessible(true);
    current.setAccessible(true);
    try {
      listenToCommitter(type, writer, context.getTaskInfo());
      current.set(writer, start.invoke(writer, nextCheckpoint(context)));
      return writer;
    } catch (Throwable e) {
      IOUtils.closeQuietly(writer);
      throw e;
    }
  }

  /** The committer says what is committed by the sink's name, not knowing that of the attempt. */
  private void listenToCommitter(Class<?> type, Object writer, TaskInfo task)
      throws ReflectiveOperationException {
    Field backchannel = type.getDeclaredField("backchannel");
    backchannel.setAccessible(true);
    IOUtils.closeQuietly((AutoCloseable) backchannel.get(writer));
    backchannel.set(
        writer,
        BackchannelFactory.getInstance()
            .getReadableBackchannel(
                task.getIndexOfThisSubtask(), task.getAttemptNumber(), ids.prefix()));
  }

  private static long nextCheckpoint(WriterInitContext context) {
    return context.getRestoredCheckpointId().orElse(InitContext.INITIAL_CHECKPOINT_ID - 1) + 1;
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IOException(cause);
  }
}
