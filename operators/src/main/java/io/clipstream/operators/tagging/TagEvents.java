package io.clipstream.operators.tagging;

import io.clipstream.control.LabelSetInForce;
import io.clipstream.control.RawRecord;
import io.clipstream.model.zeroshot.PublishedLabels;
import io.clipstream.operators.generation.PictureFacts;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Timings;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts results together: scores and stamps out of the one generation of the image. */
final class TagEvents {
  private TagEvents() {}

  static TagEvent of(ImageEntry entry, Outcome.Judged judged, TaggerSettings settings) {
    ImageEvent image = entry.event;
    PictureFacts picture = entry.ready().facts();
    LabelSetInForce definition = entry.bank.definition();
    TagEvent event = new TagEvent();
    event.setImageId(image.getImageId());
    event.setSource(image.getSource());
    event.setCapturedAt(image.getCapturedAt());
    Map<String, String> carried =
        settings.results().carried().into(image.getAttributes(), entry.record);
    event.setAttributes(Carried.withHeaders(carried, entry.trace.headers()));
    event.setOrigin(origin(entry.record));
    event.setWidth(picture.width());
    event.setHeight(picture.height());
    event.setTags(PublishedLabels.tags(definition.set(), judged.judgement()));
    event.setDecision(PublishedLabels.decision(judged.judgement()));
    event.setModelName(settings.model().name());
    event.setCheckpointId(entry.generation.checkpoint().getCheckpointId());
    event.setEmbeddingSpaceId(entry.generation.checkpoint().getEmbeddingSpaceId());
    event.setLabelSetId(definition.set().getId());
    event.setLabelSetRevision(definition.set().getRevision());
    event.setLabelSetHash(definition.hash());
    event.setTaggedAt(Instant.ofEpochMilli(judged.batch().endMillis()));
    event.setTimings(timings(entry, judged.batch()));
    event.setThumbnail(picture.thumbnail() == null ? null : ByteBuffer.wrap(picture.thumbnail()));
    event.setEmbedding(floats(judged.embedding()));
    return event;
  }

  private static Origin origin(RawRecord record) {
    Instant timestamp = record.timestamp() < 0 ? null : Instant.ofEpochMilli(record.timestamp());
    return new Origin(record.topic(), record.partition(), record.offset(), timestamp);
  }

  /** All but the total, which is known when the event is emitted. */
  private static Timings timings(ImageEntry entry, Outcome.BatchTimes batch) {
    Timings timings = new Timings();
    long decodeNanos = entry.ready().nanos();
    long beforeDevice = batch.startNanos() - entry.arrivedNanos;
    RawRecord.Fetched fetched = entry.record.fetched();
    timings.setFetchMicros(fetched == null ? 0 : fetched.micros());
    timings.setDecodeMicros(micros(decodeNanos));
    timings.setWaitMicros(micros(Math.max(0, beforeDevice - decodeNanos)));
    timings.setEncodeMicros(micros(batch.encodeNanos()));
    timings.setScoreMicros(micros(batch.scoreNanos()));
    timings.setBatchSize(batch.size());
    return timings;
  }

  static long micros(long nanos) {
    return nanos / 1_000;
  }

  private static List<Float> floats(float[] numbers) {
    if (numbers == null) {
      return null;
    }
    List<Float> floats = new ArrayList<>(numbers.length);
    for (float number : numbers) {
      floats.add(number);
    }
    return floats;
  }
}
