package io.clipstream.dashboard.deadletters;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.pictures.Pictures;
import io.clipstream.dashboard.pictures.RecordFetcher;
import io.clipstream.dashboard.pictures.Shown;
import io.clipstream.dashboard.store.Result.Place;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** Pictures of dead letters, those that can be decoded at all. */
final class LetterPictures {
  private final RecordFetcher records;
  private final Pictures pictures;
  private final AvroCodec<ImageEvent> images;
  private final AvroCodec<CaptionedImage> captions;
  private final String imagesTopic;
  private final String captionsTopic;

  LetterPictures(KafkaAccess kafka, RecordFetcher records, Pictures pictures) {
    this.records = records;
    this.pictures = pictures;
    this.images = kafka.codec(ImageEvent.class, Topic.IMAGES);
    this.captions = kafka.codec(CaptionedImage.class, Topic.CAPTIONS);
    this.imagesTopic = Topic.deadLetter(kafka.name(Topic.IMAGES));
    this.captionsTopic = Topic.deadLetter(kafka.name(Topic.CAPTIONS));
  }

  /** Whether records of its topic carry pictures at all. */
  boolean isOfPictures(Place letter) {
    return letter.topic().equals(imagesTopic) || letter.topic().equals(captionsTopic);
  }

  /** The picture of a dead letter with its longer side at most {@code side} pixels. */
  Shown show(Place letter, int side) throws InterruptedException {
    try {
      Optional<ConsumerRecord<byte[], byte[]>> record = records.fetch(letter);
      if (record.isEmpty()) {
        return new Shown.Nothing("Kafka no longer keeps this dead letter");
      }
      if (record.get().value() == null) {
        return new Shown.Nothing("This record has no value");
      }
      return letter.topic().equals(captionsTopic)
          ? caption(captions.decode(record.get().value()), side)
          : image(images.decode(record.get().value()), side);
    } catch (KafkaException e) {
      return new Shown.Nothing("Kafka did not send this dead letter: " + e.getMessage());
    }
  }

  private Shown image(Decoding<ImageEvent> decoded, int side) throws InterruptedException {
    if (!(decoded instanceof Decoding.Ok<ImageEvent> ok)) {
      return unreadable(decoded);
    }
    if (ok.value().getUri() != null) {
      return new Shown.Nothing("This picture came by URI: " + Quoting.quote(ok.value().getUri()));
    }
    return scaled(ok.value().getImage(), side);
  }

  private Shown caption(Decoding<CaptionedImage> decoded, int side) throws InterruptedException {
    return decoded instanceof Decoding.Ok<CaptionedImage> ok
        ? scaled(ok.value().getImage(), side)
        : unreadable(decoded);
  }

  private static Shown unreadable(Decoding<?> decoding) {
    return new Shown.Nothing(
        "This record is no picture: "
            + (decoding instanceof Decoding.Failed<?> failed ? failed.message() : ""));
  }

  private Shown scaled(ByteBuffer buffer, int side) throws InterruptedException {
    if (buffer == null) {
      return new Shown.Nothing("This record carries no picture");
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return pictures.scaled(bytes, side);
  }
}
