package io.clipstream.jobs.kafka;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Collection;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.internal.TransactionAbortStrategyImpl;
import org.apache.flink.connector.kafka.sink.internal.TransactionNamingStrategyImpl;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Opens the connector's writer and closes the admin client with which it has looked for open
 * transactions. Connector 5.0.0 never does: each start of each subtask, also one that fails because
 * Kafka is away, would leave a thread, its connections and a job's class loader behind. The writer
 * has no way in but its private parts, so they are named here, once.
 */
final class PooledWriter<T> implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private static final String WRITER = "ExactlyOnceKafkaWriter";
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final TopicSerializer<T> serializer;
  private final String prefix;
  private final Properties producer;

  PooledWriter(TopicSerializer<T> serializer, String prefix, Properties producer) {
    this.serializer = serializer;
    this.prefix = prefix;
    this.producer = new Properties();
    this.producer.putAll(producer);
    String bytes = ByteArraySerializer.class.getName();
    this.producer.putIfAbsent("key.serializer", bytes);
    this.producer.putIfAbsent("value.serializer", bytes);
  }

  /**
   * A writer that has begun its first transaction, after transactions of earlier attempts that no
   * state knows were aborted.
   *
   * @throws IllegalStateException if the connector is another than this was written for
   */
  StatefulSinkWriter<T, KafkaWriterState> open(
      WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
    try {
      Class<?> type =
          Class.forName(
              KafkaSink.class.getPackageName() + "." + WRITER,
              true,
              KafkaSink.class.getClassLoader());
      return initialized(type, construct(type, context, state));
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
      Class<?> type, WriterInitContext context, Collection<KafkaWriterState> state)
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
        prefix,
        context,
        serializer,
        context.asSerializationSchemaInitializationContext(),
        TransactionAbortStrategyImpl.LISTING,
        TransactionNamingStrategyImpl.POOLING,
        state);
  }

  @SuppressWarnings("unchecked") // it writes what its serializer takes
  private StatefulSinkWriter<T, KafkaWriterState> initialized(Class<?> type, Object writer)
      throws ReflectiveOperationException {
    Method initialize = type.getDeclaredMethod("initialize");
    Field admin = type.getDeclaredField("adminClient");
    initialize.setAccessible(true);
    admin.setAccessible(true);
    try {
      initialize.invoke(writer);
    } finally {
      close((Admin) admin.get(writer));
    }
    return (StatefulSinkWriter<T, KafkaWriterState>) writer;
  }

  private static void close(Admin admin) {
    if (admin != null) {
      admin.close(CLOSE_TIMEOUT);
    }
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
