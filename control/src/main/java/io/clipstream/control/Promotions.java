package io.clipstream.control;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.ResourceException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Promotions by hand of checkpoints that were announced before: forward and back. */
public final class Promotions {
  private Promotions() {}

  /**
   * Id of the checkpoint that was in force before the present one was first promoted in its place.
   *
   * @param history of the model, oldest first
   * @throws ResourceException if there is none
   */
  public static String before(List<CheckpointEvent> history, String model) {
    List<String> promoted =
        CheckpointRule.following(model).inForce(history).stream()
            .map(CheckpointEvent::getCheckpointId)
            .toList();
    String present = promoted.isEmpty() ? "" : promoted.get(promoted.size() - 1);
    int first = promoted.indexOf(present);
    if (first <= 0) {
      throw new ResourceException(
          "model '"
              + model
              + "' has no checkpoint before "
              + (present.isEmpty() ? "the first" : "'" + present + "'")
              + "; 'clipstream checkpoint list' shows the history");
    }
    return promoted.get(first - 1);
  }

  /**
   * A new promotion of a checkpoint as it was announced last, in place of the present one.
   *
   * @param history of the model, oldest first
   * @param by who promotes it
   * @throws ResourceException if it never was announced, or is promoted already
   */
  public static CheckpointEvent of(
      List<CheckpointEvent> history, String id, String model, String reason, String by) {
    CheckpointEvent last =
        history.stream()
            .filter(event -> event.getCheckpointId().equals(id))
            .reduce((earlier, later) -> later)
            .orElseThrow(
                () ->
                    new ResourceException(
                        "model '"
                            + model
                            + "' has no checkpoint '"
                            + id
                            + "'; 'clipstream checkpoint list' shows what there is"));
    Optional<CheckpointEvent> present =
        CheckpointRule.following(model).inForce(history).stream().reduce((earlier, later) -> later);
    if (present.filter(event -> event.getCheckpointId().equals(id)).isPresent()) {
      throw new ResourceException("checkpoint '" + id + "' is the promoted one already");
    }
    return CheckpointEvent.newBuilder(last)
        .setStatus(CheckpointStatus.PROMOTED)
        .setReason(reason)
        .setReplaces(present.map(CheckpointEvent::getCheckpointId).orElse(null))
        .setAnnouncedBy(by)
        .setAnnouncedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }
}
