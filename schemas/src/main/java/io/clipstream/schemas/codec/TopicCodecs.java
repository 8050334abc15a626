package io.clipstream.schemas.codec;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads records of one type out of any topic: in a registry each topic has a subject of its own.
 * For one thread.
 */
public final class TopicCodecs<T extends SpecificRecord> {
  private final WireFormat format;
  private final Class<T> type;
  private final Map<String, AvroCodec<T>> byTopic = new HashMap<>();

  public TopicCodecs(WireFormat format, Class<T> type) {
    this.format = format;
    this.type = type;
  }

  /**
   * The record in a value of a topic; see {@link AvroCodec#decode}.
   *
   * @param value may be null
   */
  public Decoding<T> decode(String topic, byte[] value) {
    return byTopic.computeIfAbsent(topic, name -> format.codec(type, name)).decode(value);
  }
}
