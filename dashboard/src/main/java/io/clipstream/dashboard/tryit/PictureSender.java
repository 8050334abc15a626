package io.clipstream.dashboard.tryit;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Sends pictures to the images topic. */
final class PictureSender {
  private static final String SOURCE = "dashboard";

  private final KafkaAccess kafka;
  private final AvroCodec<ImageEvent> codec;

  PictureSender(KafkaAccess kafka) {
    this.kafka = kafka;
    this.codec = kafka.codec(ImageEvent.class, Topic.IMAGES);
  }

  /**
   * Where a picture was put.
   *
   * @param isScaled whether a smaller copy of it was, since the topic takes no record so large
   */
  record Sent(RecordMetadata place, boolean isScaled) {}

  /**
   * Sends a picture as it is, or where it is larger than the topic takes, its smaller copy.
   *
   * @throws KafkaException if Kafka does not take it
   */
  Sent send(String id, byte[] picture, byte[] smaller) throws InterruptedException {
    try (Producer<byte[], byte[]> producer = kafka.producer()) {
      try {
        return new Sent(send(producer, id, picture), false);
      } catch (RecordTooLargeException e) {
        return new Sent(send(producer, id, smaller), true);
      }
    }
  }

  private RecordMetadata send(Producer<byte[], byte[]> producer, String id, byte[] picture)
      throws InterruptedException {
    ImageEvent event = new ImageEvent();
    event.setImageId(id);
    event.setSource(SOURCE);
    event.setCapturedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    event.setImage(ByteBuffer.wrap(picture));
    event.setAttributes(Map.of());
    try {
      return producer
          .send(
              new ProducerRecord<>(
                  kafka.name(Topic.IMAGES),
                  id.getBytes(StandardCharsets.UTF_8),
                  codec.encode(event)))
          .get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }
}
