package io.clipstream.operators.control;

import io.clipstream.operators.RawRecord;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Quoting;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which announcements count.
 *
 * @param modelName the model that the job follows
 * @param pinnedId the only checkpoint that is used, or null for the one promoted last
 */
public record CheckpointRule(String modelName, String pinnedId) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  /** What is wrong with an announcement in itself. */
  Optional<Verdict> problem(RawRecord record, String key, CheckpointEvent event) {
    if (!key.equals(event.getModelName())) {
      return refused(
          record,
          "KEY_MISMATCH",
          "the key is %s, expected the model's name %s"
              .formatted(Quoting.quote(key), Quoting.quote(event.getModelName())));
    }
    if (event.getCheckpointId().isBlank() || event.getUri().isBlank()) {
      return refused(record, "INVALID", "the checkpoint's id or URI is empty");
    }
    Optional<Verdict> tooLong = tooLong(record, event);
    if (tooLong.isPresent()) {
      return tooLong;
    }
    if (!SHA256.matcher(event.getSha256()).matches()) {
      return refused(
          record,
          "INVALID",
          "sha256 is %s, expected 64 hexadecimal digits"
              .formatted(Quoting.quote(event.getSha256())));
    }
    return event.getEmbeddingDimension() > 0
        ? Optional.empty()
        : refused(
            record,
            "INVALID",
            "the embedding dimension is %d, expected 1 or more"
                .formatted(event.getEmbeddingDimension()));
  }

  /** Every result carries both names. */
  private static Optional<Verdict> tooLong(RawRecord record, CheckpointEvent event) {
    for (String name : List.of(event.getCheckpointId(), event.getEmbeddingSpaceId())) {
      if (name.length() > LabelSets.MAX_NAME_CHARACTERS) {
        return refused(
            record,
            "INVALID",
            "the id of the checkpoint or its embedding space, %s, has %d characters, expected at most %d"
                .formatted(Quoting.quote(name), name.length(), LabelSets.MAX_NAME_CHARACTERS));
      }
    }
    return Optional.empty();
  }

  /** Whether the event says what this job should use. */
  boolean isWanted(CheckpointEvent event) {
    if (!event.getModelName().equals(modelName)) {
      return false;
    }
    return pinnedId == null
        ? event.getStatus() == CheckpointStatus.PROMOTED
        : event.getCheckpointId().equals(pinnedId);
  }

  /** Whether what served before may serve, at least until what is wanted is ready. */
  public boolean allows(CheckpointEvent event) {
    return event.getModelName().equals(modelName)
        && (pinnedId == null || event.getCheckpointId().equals(pinnedId));
  }

  /** The rule as state keeps it, to see whether the options have changed. */
  String text() {
    return modelName + "\n" + (pinnedId == null ? "promoted" : "pinned:" + pinnedId);
  }

  private static Optional<Verdict> refused(RawRecord record, String reason, String message) {
    return Optional.of(Refusals.checkpoint(record, reason, message));
  }
}
