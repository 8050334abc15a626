package io.clipstream.operators.tagging;

import io.clipstream.control.RawRecord;
import io.clipstream.control.RecordFault;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.TopicCodecs;
import java.util.function.Function;

/** Whether a record holds an image event whose picture is here. */
final class Arrivals {
  /** What a record turned out to be. */
  sealed interface Arrival {
    /** Hands it on; a kind of arrival that {@link Receiver} does not know cannot be written. */
    void to(Receiver receiver) throws Exception;

    /** What one of the two makes of it. */
    <R> R match(Function<ImageEvent, R> event, Function<Bad, R> bad);

    /** An event whose picture is in it, or was fetched. */
    record Event(ImageEvent event) implements Arrival {
      @Override
      public void to(Receiver receiver) throws Exception {
        receiver.event(event);
      }

      @Override
      public <R> R match(Function<ImageEvent, R> use, Function<Bad, R> bad) {
        return use.apply(event);
      }
    }

    /** None. */
    record Bad(Enum<?> reason, String message) implements Arrival {
      @Override
      public void to(Receiver receiver) throws Exception {
        receiver.bad(reason, message);
      }

      @Override
      public <R> R match(Function<ImageEvent, R> event, Function<Bad, R> use) {
        return use.apply(this);
      }
    }
  }

  /** Takes arrivals of every kind. */
  interface Receiver {
    void event(ImageEvent event) throws Exception;

    void bad(Enum<?> reason, String message) throws Exception;
  }

  private final TopicCodecs<ImageEvent> codecs;

  Arrivals(TaggerSettings settings) {
    this.codecs = new TopicCodecs<>(settings.wireFormat(), ImageEvent.class);
  }

  Arrival read(RawRecord record) {
    return codecs
        .decode(record.topic(), record.value())
        .match(
            event -> judge(record, event),
            failed -> new Arrival.Bad(failed.reason(), failed.message()));
  }

  private static Arrival judge(RawRecord record, ImageEvent event) {
    if (event.getImageId().isBlank()) {
      return new Arrival.Bad(
          RecordFault.NO_ID, "the image id is empty, expected one: results are keyed by it");
    }
    if (event.getImage() == null && event.getUri() == null) {
      return new Arrival.Bad(RecordFault.NO_IMAGE, "image and uri are null, expected one of them");
    }
    if (event.getImage() != null && event.getUri() != null) {
      return new Arrival.Bad(
          RecordFault.TWO_IMAGES, "image and uri are both set, expected one of them");
    }
    if (event.getUri() != null && record.fetched() == null) {
      return new Arrival.Bad(
          RecordFault.URI_NOT_FETCHED,
          "the image is named by a URI, and this job does not fetch URIs; see its option for that");
    }
    return new Arrival.Event(event);
  }
}
