package io.clipstream.dashboard.store;

import io.clipstream.schemas.TagEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes results into the index. */
public final class Results {
  private static final String INSERT =
      "insert into result (image_id, image_key, image_topic, image_part, image_offset, tag_part,"
          + " tag_offset, source, captured_at, tagged_at, decision, checkpoint, label_set, revision,"
          + " top_label, top_score, micros, width, height, has_thumbnail) values (:imageId,"
          + " :imageKey, :imageTopic, :imagePart, :imageOffset, :tagPart, :tagOffset, :source,"
          + " :capturedAt, :taggedAt, :decision, :checkpoint, :labelSet, :revision, :topLabel,"
          + " :topScore, :micros, :width, :height, :hasThumbnail)";

  private static final String SAME =
      "select 1 from result where image_topic = :topic and image_part = :part and image_offset ="
          + " :offset and checkpoint = :checkpoint and label_set = :labelSet and revision = :revision";

  private Results() {}

  /** A tag event as the index has it, without a number yet. */
  public static Result of(TagEvent event, Result.Place tag) {
    return new Result(
        0,
        Term.storable(event.getImageId()),
        Term.hash(event.getImageId()),
        new Result.Place(
            event.getOrigin().getTopic(),
            event.getOrigin().getPartition(),
            event.getOrigin().getOffset()),
        tag,
        Term.of(event.getSource()),
        millis(event.getCapturedAt()),
        event.getTaggedAt().toEpochMilli(),
        event.getDecision().name(),
        Term.of(event.getCheckpointId()),
        Term.of(event.getLabelSetId()),
        event.getLabelSetRevision(),
        event.getTimings() == null ? 0 : event.getTimings().getTotalMicros(),
        event.getWidth(),
        event.getHeight(),
        event.getThumbnail() != null,
        event.getTags().stream()
            .map(
                t ->
                    new Result.Tag(
                        Term.of(t.getLabel()), t.getScore(), t.getAction().name(), t.getApplied()))
            .toList());
  }

  private static Long millis(Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  /**
   * Adds a result.
   *
   * @return it with its number; nothing if it repeats one, as jobs that deliver at least once may
   */
  public static Optional<Result> add(Handle handle, Result result) {
    if (isThere(handle, result)) {
      return Optional.empty();
    }
    long id = insert(handle, result);
    insertTags(handle, id, result);
    return Optional.of(result.withId(id));
  }

  private static boolean isThere(Handle handle, Result result) {
    return handle
        .createQuery(SAME)
        .bind("topic", result.image().topic())
        .bind("part", result.image().partition())
        .bind("offset", result.image().offset())
        .bind("checkpoint", result.checkpoint())
        .bind("labelSet", result.labelSet())
        .bind("revision", result.revision())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static long insert(Handle handle, Result result) {
    List<Result.Tag> tags = result.tags();
    return handle
        .createUpdate(INSERT)
        .bind("imageId", result.imageId())
        .bind("imageKey", result.imageKey())
        .bind("imageTopic", result.image().topic())
        .bind("imagePart", result.image().partition())
        .bind("imageOffset", result.image().offset())
        .bind("tagPart", result.tag().partition())
        .bind("tagOffset", result.tag().offset())
        .bind("source", result.source())
        .bind("capturedAt", result.capturedAt())
        .bind("taggedAt", result.taggedAt())
        .bind("decision", result.decision())
        .bind("checkpoint", result.checkpoint())
        .bind("labelSet", result.labelSet())
        .bind("revision", result.revision())
        .bind("topLabel", tags.isEmpty() ? null : tags.get(0).label())
        .bind("topScore", tags.isEmpty() ? 0f : tags.get(0).score())
        .bind("micros", result.micros())
        .bind("width", result.width())
        .bind("height", result.height())
        .bind("hasThumbnail", result.hasThumbnail())
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  private static void insertTags(Handle handle, long id, Result result) {
    if (result.tags().isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into result_tag (result_id, place, label, score, action, applied, tagged_at)"
                + " values (?, ?, ?, ?, ?, ?, ?)");
    for (int i = 0; i < result.tags().size(); i++) {
      Result.Tag tag = result.tags().get(i);
      batch.add(id, i, tag.label(), tag.score(), tag.action(), tag.applied(), result.taggedAt());
    }
    batch.execute();
  }
}
