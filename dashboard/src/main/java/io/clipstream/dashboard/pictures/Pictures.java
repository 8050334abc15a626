package io.clipstream.dashboard.pictures;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.store.Result.Place;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Thumbnail;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** Makes pictures ready to be shown. */
public final class Pictures {
  private static final String GONE =
      "Kafka no longer keeps this picture; its results stay in the index for a while";
  private static final String BY_URI =
      "This picture came by URI. Start the tagging job with --thumbnail.enabled=true to see such pictures";

  private final RecordFetcher records;
  private final AvroCodec<ImageEvent> images;
  private final AvroCodec<TagEvent> tags;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.STREAM);
  private final Semaphore decoders;

  /**
   * @param most pictures that are decoded at one time
   */
  public Pictures(KafkaAccess kafka, RecordFetcher records, int most) {
    this.records = records;
    this.images = kafka.codec(ImageEvent.class, Topic.IMAGES);
    this.tags = kafka.codec(TagEvent.class, Topic.TAGS);
    this.decoders = new Semaphore(most, true);
  }

  /**
   * A picture with its longer side at most {@code side} pixels.
   *
   * @param image where the image event lies
   * @param tagged gives the place of a tag event that carries a thumbnail, if there is one
   */
  Shown show(Place image, int side, Function<Place, Optional<Place>> tagged)
      throws InterruptedException {
    try {
      Optional<ConsumerRecord<byte[], byte[]>> record = records.fetch(image);
      if (record.isEmpty()) {
        return thumbnail(tagged.apply(image), side, GONE);
      }
      ImageEvent event = images.decode(record.get().value()).orElseThrow(NoPicture::new);
      return event.getImage() == null
          ? thumbnail(tagged.apply(image), side, BY_URI)
          : scaled(bytes(event.getImage()), side);
    } catch (NoPicture e) {
      return new Shown.Nothing("This record is no picture: " + e.getMessage());
    } catch (KafkaException e) {
      return new Shown.Nothing("Kafka did not send this picture: " + e.getMessage());
    }
  }

  private Shown thumbnail(Optional<Place> tag, int side, String without)
      throws InterruptedException {
    Optional<ConsumerRecord<byte[], byte[]>> record =
        tag.isEmpty() ? Optional.empty() : records.fetch(tag.get());
    Optional<ByteBuffer> thumbnail =
        record
            .flatMap(found -> tags.decode(found.value()).toOptional())
            .map(TagEvent::getThumbnail);
    return thumbnail.isPresent()
        ? scaled(bytes(thumbnail.get()), side)
        : new Shown.Nothing(without);
  }

  /** What lies at a place is something else. */
  private static final class NoPicture extends Exception {
    private static final long serialVersionUID = 1L;

    NoPicture(String message) {
      super(message, null, false, false);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** Decodes what may be anything, and writes it anew, its longer side at most so many pixels. */
  public Shown scaled(byte[] bytes, int side) throws InterruptedException {
    decoders.acquire();
    try {
      return decoder.decode(bytes, side, result -> written(result, side));
    } finally {
      decoders.release();
    }
  }

  private static Shown written(DecodeResult result, int side) {
    return result.match(
        picture -> new Shown.Jpeg(Thumbnail.jpeg(picture, side)),
        rejected -> new Shown.Nothing("This picture cannot be shown: " + rejected.message()));
  }
}
