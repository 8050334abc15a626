package io.clipstream.control;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Quoting;
import java.util.ArrayList;
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

  /** The rule of jobs that follow a model's promotions. */
  public static CheckpointRule following(String modelName) {
    return new CheckpointRule(modelName, null);
  }

  /** What is wrong with an announcement in itself. */
  Optional<RecordEffect> problem(RawRecord record, String key, CheckpointEvent event) {
    if (!key.equals(event.getModelName())) {
      return refused(
          record,
          RecordFault.KEY_MISMATCH,
          "the key is %s, expected the model's name %s"
              .formatted(Quoting.quote(key), Quoting.quote(event.getModelName())));
    }
    if (event.getCheckpointId().isBlank() || event.getUri().isBlank()) {
      return refused(record, RecordFault.INVALID, "the checkpoint's id or URI is empty");
    }
    Optional<RecordEffect> tooLong = tooLong(record, event);
    if (tooLong.isPresent()) {
      return tooLong;
    }
    if (!SHA256.matcher(event.getSha256()).matches()) {
      return refused(
          record,
          RecordFault.INVALID,
          "sha256 is %s, expected 64 hexadecimal digits"
              .formatted(Quoting.quote(event.getSha256())));
    }
    return event.getEmbeddingDimension() > 0
        ? Optional.empty()
        : refused(
            record,
            RecordFault.INVALID,
            "the embedding dimension is %d, expected 1 or more"
                .formatted(event.getEmbeddingDimension()));
  }

  /** Every result carries both names. */
  private static Optional<RecordEffect> tooLong(RawRecord record, CheckpointEvent event) {
    for (String name : List.of(event.getCheckpointId(), event.getEmbeddingSpaceId())) {
      if (name.length() > LabelSets.MAX_NAME_CHARACTERS) {
        return refused(
            record,
            RecordFault.INVALID,
            "the id of the checkpoint or its embedding space, %s, has %d characters, expected at most %d"
                .formatted(Quoting.quote(name), name.length(), LabelSets.MAX_NAME_CHARACTERS));
      }
    }
    return Optional.empty();
  }

  /** What an announcement does to the checkpoint in force. */
  public enum Effect {
    /** Nothing: it repeats what is in force, promotes nothing, or concerns somebody else. */
    NONE,
    /** It is in force from here on. */
    TAKEN,
    /** It was decided when another checkpoint was in force, and must not undo what came since. */
    OUTDATED
  }

  /**
   * What a valid announcement does: the one rule of it, for jobs, training and the command line.
   *
   * @param inForce what it meets, if anything
   */
  public Effect effect(CheckpointEvent event, Optional<CheckpointEvent> inForce) {
    if (!isWanted(event) || inForce.filter(event::equals).isPresent()) {
      return Effect.NONE;
    }
    boolean outdated =
        pinnedId == null
            && event.getReplaces() != null
            && !Optional.of(event.getReplaces())
                .equals(inForce.map(CheckpointEvent::getCheckpointId));
    return outdated ? Effect.OUTDATED : Effect.TAKEN;
  }

  /** Of announcements in the order of the log, those that came into force. */
  public List<CheckpointEvent> inForce(List<CheckpointEvent> announcements) {
    List<CheckpointEvent> taken = new ArrayList<>();
    Optional<CheckpointEvent> last = Optional.empty();
    for (CheckpointEvent event : announcements) {
      if (effect(event, last) == Effect.TAKEN) {
        taken.add(event);
        last = Optional.of(event);
      }
    }
    return List.copyOf(taken);
  }

  RecordEffect outdated(
      RawRecord record, CheckpointEvent event, Optional<CheckpointEvent> inForce) {
    return Refusals.checkpoint(
        record,
        RecordFault.NOT_IN_FORCE,
        "checkpoint %s was to replace %s, but %s is in force; promote it again if it is still wanted"
            .formatted(
                Quoting.quote(event.getCheckpointId()),
                Quoting.quote(event.getReplaces()),
                inForce.map(now -> Quoting.quote(now.getCheckpointId())).orElse("none")));
  }

  /** Whether the event says what this job should use, if nothing else does. */
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

  private static Optional<RecordEffect> refused(
      RawRecord record, RecordFault reason, String message) {
    return Optional.of(Refusals.checkpoint(record, reason, message));
  }
}
