package io.clipstream.operators.generation;

import io.clipstream.schemas.CheckpointEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a subtask begins with.
 *
 * @param checkpoints that state and options name, best first; none at a start without state
 * @param served the one of them that served before, which serves again with what is ready
 * @param takesOthers whether a start takes what the control log says if none of them can be used
 * @param defaultSet the label set that is made first, and without which no other checkpoint begins
 * @param embeddings out of state
 */
public record StartCandidates(
    List<CheckpointEvent> checkpoints,
    Optional<CheckpointEvent> served,
    boolean takesOthers,
    String defaultSet,
    EmbeddingState embeddings) {
  /** The label set without which a start does not begin with the checkpoint. */
  Optional<String> needed(CheckpointEvent checkpoint, Set<String> inForce) {
    boolean mayBeMissing = !checkpoints.isEmpty() && !inForce.contains(defaultSet);
    return hasServed(checkpoint) || mayBeMissing ? Optional.empty() : Optional.of(defaultSet);
  }

  /** Whether it goes on with a checkpoint that served. */
  private boolean hasServed(CheckpointEvent checkpoint) {
    return served.equals(Optional.of(checkpoint));
  }
}
