package io.clipstream.dashboard.webhook;

import io.clipstream.dashboard.http.Callback;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.store.Term;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What jobs decide by label sets that somebody asked for. */
final class DecisionEvents implements EventSource {
  private static final String MADE = "decision.made";

  private static final List<Field<TagEvent>> FIELDS =
      List.of(
          field("imageId", "string", "The picture.", TagEvent::getImageId),
          field(
              "imageKey",
              "string",
              "Stands for the id in addresses of the dashboard.",
              event -> Term.hash(event.getImageId())),
          field("source", "string", "Where the picture comes from.", TagEvent::getSource),
          field(
              "decision",
              "string",
              "ALLOW, TAG, REVIEW or BLOCK.",
              event -> event.getDecision().name()),
          field(
              "labels",
              "array",
              "Labels that reached their thresholds, by falling score.",
              event ->
                  event.getTags().stream().filter(Tag::getApplied).map(Tag::getLabel).toList()),
          field("checkpoint", "string", "What it was tagged with.", TagEvent::getCheckpointId),
          field("labelSet", "string", "The label set.", TagEvent::getLabelSetId),
          field("revision", "integer", "Its revision.", TagEvent::getLabelSetRevision),
          field(
              "imagePlace",
              "string",
              "Topic, partition and offset of the picture's record, with / between.",
              event -> Places.text(event.getOrigin())));

  /** What is told of decisions. */
  static final List<Callback> DESCRIBED =
      List.of(
          EventSource.described(
              MADE, "A job decided, by a label set of --webhook-decisions.", FIELDS));

  private final String topic;
  private final AvroCodec<TagEvent> codec;
  private final Map<String, Set<Decision>> wanted;

  /**
   * @param wanted decisions by label set
   */
  DecisionEvents(KafkaAccess kafka, Map<String, Set<Decision>> wanted) {
    this.topic = kafka.name(Topic.TAGS);
    this.codec = kafka.codec(TagEvent.class, Topic.TAGS);
    this.wanted = wanted;
  }

  private static Field<TagEvent> field(
      String name,
      String type,
      String meaning,
      java.util.function.Function<TagEvent, Object> value) {
    return new Field<>(name, type, meaning, value);
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public Optional<WebhookEvent> of(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null
        || !(codec.decode(record.value()) instanceof Decoding.Ok<TagEvent> ok)) {
      return Optional.empty();
    }
    TagEvent event = ok.value();
    return wanted.getOrDefault(event.getLabelSetId(), Set.of()).contains(event.getDecision())
        ? Optional.of(
            EventSource.event(record, MADE, event.getImageId(), event.getTaggedAt(), FIELDS, event))
        : Optional.empty();
  }
}
