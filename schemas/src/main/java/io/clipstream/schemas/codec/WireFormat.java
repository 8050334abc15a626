package io.clipstream.schemas.codec;

import static java.util.Objects.requireNonNull;

import io.clipstream.schemas.registry.RegistrySettings;
import io.clipstream.schemas.registry.SchemaRegistry;
import java.io.Serializable;
import org.apache.avro.specific.SpecificRecord;

/** Which wire format a job speaks: a setting that travels to where the codec is made. */
public sealed interface WireFormat extends Serializable {
  /** A codec for the values of a topic. */
  <T extends SpecificRecord> AvroCodec<T> codec(Class<T> type, String topic);

  /** Avro single-object encoding, the default: nothing but the topic is needed. */
  record SingleObject() implements WireFormat {
    @Override
    public <T extends SpecificRecord> AvroCodec<T> codec(Class<T> type, String topic) {
      return AvroCodec.singleObject(type);
    }
  }

  /** The Confluent wire format; the subject is the topic's name followed by {@code -value}. */
  record Confluent(RegistrySettings registry) implements WireFormat {
    public Confluent {
      requireNonNull(registry, "registry is null");
    }

    @Override
    public <T extends SpecificRecord> AvroCodec<T> codec(Class<T> type, String topic) {
      return AvroCodec.confluent(type, new SchemaRegistry(registry), topic + "-value");
    }
  }
}
