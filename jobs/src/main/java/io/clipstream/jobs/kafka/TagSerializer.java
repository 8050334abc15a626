package io.clipstream.jobs.kafka;

import io.clipstream.operators.tagging.Carried;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.WireFormat;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Results to records, keyed by image id. A result that its topic cannot take, since a producer sent
 * long attributes or options add much, goes without what is optional: a record must never be able
 * to stop the job.
 */
final class TagSerializer implements TopicSerializer<TagEvent> {
  @Serial private static final long serialVersionUID = 1L;

  /** Attribute that says that something was left out. */
  static final String LEFT_OUT = "clipstream.left-out";

  private static final int LONG_TEXT = 500;

  private final String topic;
  private final WireFormat wireFormat;
  private final int limit;
  private transient AvroCodec<TagEvent> codec;

  /**
   * @param limit bytes of a record at most
   */
  TagSerializer(String topic, WireFormat wireFormat, int limit) {
    this.topic = topic;
    this.wireFormat = wireFormat;
    this.limit = limit;
  }

  @Override
  public List<String> topics() {
    return List.of(topic);
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
    codec = wireFormat.codec(TagEvent.class, topic);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      TagEvent event, KafkaSinkContext context, Long timestamp) {
    ProducerRecord<byte[], byte[]> whole = record(event);
    if (RecordSize.upperBound(whole) <= limit) {
      return whole;
    }
    ProducerRecord<byte[], byte[]> lean = record(withoutExtras(event));
    return RecordSize.upperBound(lean) <= limit ? lean : record(withoutLongTexts(event));
  }

  private ProducerRecord<byte[], byte[]> record(TagEvent event) {
    byte[] key = event.getImageId().getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, codec.encode(event));
    event.getAttributes().forEach((name, value) -> addHeader(record, name, value));
    return record;
  }

  /** Headers that the image's record came with. */
  private static void addHeader(ProducerRecord<byte[], byte[]> record, String name, String value) {
    if (name.startsWith(Carried.HEADER)) {
      record
          .headers()
          .add(name.substring(Carried.HEADER.length()), value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static TagEvent withoutExtras(TagEvent event) {
    return TagEvent.newBuilder(event)
        .setThumbnail(null)
        .setEmbedding(null)
        .setAttributes(Map.of(LEFT_OUT, "thumbnail, embedding and attributes"))
        .build();
  }

  /** The origin still tells which record the result belongs to. */
  private static TagEvent withoutLongTexts(TagEvent event) {
    return TagEvent.newBuilder(withoutExtras(event))
        .setImageId(clip(event.getImageId()))
        .setSource(event.getSource() == null ? null : clip(event.getSource()))
        .setAttributes(Map.of(LEFT_OUT, "thumbnail, embedding, attributes and long texts"))
        .build();
  }

  private static String clip(String text) {
    return text.length() <= LONG_TEXT ? text : text.substring(0, LONG_TEXT);
  }
}
