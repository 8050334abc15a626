package io.clipstream.operators.fetch;

import io.clipstream.control.RawRecord;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.TopicCodecs;
import io.clipstream.schemas.codec.WireFormat;
import java.util.Optional;

/** Reads URIs out of records. */
final class EventUris {
  private final TopicCodecs<ImageEvent> codecs;

  EventUris(WireFormat format) {
    this.codecs = new TopicCodecs<>(format, ImageEvent.class);
  }

  /** The URI of an event that names its picture and does not carry it; empty for any other. */
  Optional<String> of(RawRecord record) {
    return codecs
        .decode(record.topic(), record.value())
        .toOptional()
        .filter(event -> event.getImage() == null)
        .map(ImageEvent::getUri);
  }
}
