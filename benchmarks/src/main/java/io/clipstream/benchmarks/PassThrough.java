package io.clipstream.benchmarks;

import io.clipstream.schemas.Topic;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The least that a job from Kafka to Kafka can do: values as they come, exactly once. */
final class PassThrough {
  private static final List<Long> MOMENTS = new ArrayList<>();

  private PassThrough() {}

  /** Copies all images; records a second as {@link Result#rate(long[])} counts them. */
  static synchronized double run(String bootstrap, String job) throws Exception {
    MOMENTS.clear();
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, java.time.Duration.ofSeconds(5));
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, flink)) {
      environment
          .fromSource(source(bootstrap, job), WatermarkStrategy.noWatermarks(), "source")
          .map(new Clock())
          .sinkTo(sink(bootstrap, job));
      environment.execute(job);
    }
    return Result.rate(MOMENTS.stream().mapToLong(Long::longValue).toArray());
  }

  private static KafkaSource<byte[]> source(String bootstrap, String job) {
    return KafkaSource.<byte[]>builder()
        .setBootstrapServers(bootstrap)
        .setTopics(Topic.IMAGES.defaultName())
        .setGroupId(job)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setValueOnlyDeserializer(new Bytes())
        .build();
  }

  private static KafkaSink<byte[]> sink(String bootstrap, String job) {
    return KafkaSink.<byte[]>builder()
        .setBootstrapServers(bootstrap)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<byte[]>builder()
                .setTopic("copies")
                .setValueSerializationSchema(new Bytes())
                .build())
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(job)
        .setProperty("transaction.timeout.ms", "600000")
        .build();
  }

  /** Notes when records pass; one subtask in this JVM. */
  private static final class Clock implements MapFunction<byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] map(byte[] value) {
      MOMENTS.add(System.currentTimeMillis());
      return value;
    }
  }

  private static final class Bytes
      implements DeserializationSchema<byte[]>, SerializationSchema<byte[]>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] deserialize(byte[] message) {
      return message;
    }

    @Override
    public boolean isEndOfStream(byte[] element) {
      return false;
    }

    @Override
    public byte[] serialize(byte[] element) {
      return element;
    }

    @Override
    public TypeInformation<byte[]> getProducedType() {
      return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
    }
  }
}
