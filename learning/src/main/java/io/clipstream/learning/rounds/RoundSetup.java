package io.clipstream.learning.rounds;

import ai.djl.Device;
import io.clipstream.learning.store.PairStore;
import java.nio.file.Path;

/**
 * What all rounds of a job have in common.
 *
 * @param checkpoints takes new checkpoints, and a hidden folder for rounds under way; absolute
 */
record RoundSetup(
    PairStore store,
    Path checkpoints,
    RoundSettings settings,
    GateSettings gate,
    RoundInputs inputs,
    Device device,
    RoundCopies copies) {
  /** Where the checkpoint of a round appears. */
  Path target(RoundManifest manifest) {
    return checkpoints.resolve(manifest.roundId());
  }

  /** The folder of a round under way. */
  Path work(RoundManifest manifest) {
    return checkpoints.resolve(".rounds").resolve(manifest.roundId());
  }
}
