package io.clipstream.learning;

import io.clipstream.control.places.AllowedPlaces;
import io.clipstream.control.places.StoragePlace;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.RoundPlanner;
import io.clipstream.learning.rounds.RoundPlanner.Fresh;
import io.clipstream.learning.rounds.UsedFiles;
import io.clipstream.schemas.CheckpointEvent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a round would be planned from.
 *
 * @param fresh files that no round has learnt from
 * @param parent the checkpoint in force
 */
public record RoundProposal(Fresh fresh, RoundTrigger trigger, CheckpointEvent parent) {
  /**
   * The manifest, unless too few of the pairs are new. Reads the store.
   *
   * @param prefixes directories under which parents are opened
   */
  public Optional<RoundManifest> manifest(
      RoundPlanner planner, UsedFiles used, List<String> prefixes) throws IOException {
    if (planner.newPairs(fresh.train(), used) < trigger.minPairs()) {
      return Optional.empty();
    }
    StoragePlace place = AllowedPlaces.of(prefixes).directory(parent.getUri());
    String directory = place.isLocal() ? place.local().toString() : place.uri().toString();
    return Optional.of(
        planner.plan(
            fresh,
            used,
            parent.getCheckpointId(),
            directory,
            parent.getSha256(),
            trigger.reason()));
  }
}
