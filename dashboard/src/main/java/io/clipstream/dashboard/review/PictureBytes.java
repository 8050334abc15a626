package io.clipstream.dashboard.review;

import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.pictures.RecordFetcher;
import io.clipstream.dashboard.store.Result;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** The bytes of a picture as it came, to be learnt from; nobody is shown them. */
final class PictureBytes implements AutoCloseable {
  private static final int AT_ONCE = 2;

  private final RecordFetcher records;
  private final AvroCodec<ImageEvent> images;
  private final AvroCodec<TagEvent> tags;
  private final String tagsTopic;

  PictureBytes(KafkaAccess kafka) {
    this.records = new RecordFetcher(kafka, AT_ONCE);
    this.images = kafka.codec(ImageEvent.class, Topic.IMAGES);
    this.tagsTopic = kafka.name(Topic.TAGS);
    this.tags = kafka.codec(TagEvent.class, Topic.TAGS);
  }

  /** Bytes, or why there are none. */
  sealed interface Found {
    /** What one of the two makes of it. */
    <R> R match(Function<ByteBuffer, R> picture, Function<String, R> none);

    /** The encoded picture. */
    record Bytes(ByteBuffer picture) implements Found {
      @Override
      public <R> R match(Function<ByteBuffer, R> use, Function<String, R> none) {
        return use.apply(picture);
      }
    }

    /**
     * There are none.
     *
     * @param why for people
     */
    record None(String why) implements Found {
      @Override
      public <R> R match(Function<ByteBuffer, R> picture, Function<String, R> none) {
        return none.apply(why);
      }
    }
  }

  /** The picture of a result: from its own record, else the thumbnail in the tag event. */
  Found of(Result result) throws InterruptedException {
    try {
      Optional<ConsumerRecord<byte[], byte[]>> record = records.fetch(result.image());
      if (record.isPresent()
          && images.decode(record.get().value()) instanceof Decoding.Ok<ImageEvent> ok
          && ok.value().getImage() != null) {
        return new Found.Bytes(ok.value().getImage());
      }
      return thumbnail(result, record.isPresent());
    } catch (KafkaException e) {
      return new Found.None("Kafka did not send the picture: " + e.getMessage());
    }
  }

  private Found thumbnail(Result result, boolean isKept) throws InterruptedException {
    Optional<ConsumerRecord<byte[], byte[]>> record =
        result.hasThumbnail() ? records.fetch(tag(result)) : Optional.empty();
    if (record.isPresent()
        && tags.decode(record.get().value()) instanceof Decoding.Ok<TagEvent> ok
        && ok.value().getThumbnail() != null) {
      return new Found.Bytes(ok.value().getThumbnail());
    }
    return new Found.None(
        isKept
            ? "the picture came by URI and its result has no thumbnail; start the tagging job with"
                + " --thumbnail.enabled=true to learn from such pictures"
            : "Kafka no longer keeps the picture, so nothing can be learnt from it");
  }

  private Result.Place tag(Result result) {
    return new Result.Place(tagsTopic, result.tag().partition(), result.tag().offset());
  }

  @Override
  public void close() {
    records.close();
  }
}
