package io.clipstream.learning;

import io.clipstream.control.CheckpointRule;
import io.clipstream.learning.rounds.GateSettings;
import io.clipstream.learning.rounds.RoundSettings;
import io.clipstream.learning.store.StoreClaim;
import io.clipstream.schemas.codec.WireFormat;
import java.io.Serializable;
import java.util.Optional;

/**
 * Everything that can be set about rounds.
 *
 * @param jobName names the job in status events
 * @param checkpointsTopic records of this topic are announcements; others are requests
 * @param schedule when rounds begin and what becomes of those that fail
 * @param round how a round trains
 * @param gate what its outcome must show
 * @param guarded what the gate measures beside held-out pairs
 * @param wireFormat how records are encoded
 */
public record TrainingRoundSettings(
    String jobName,
    String checkpointsTopic,
    TrainedModel model,
    StoreSettings store,
    RoundSchedule schedule,
    RoundSettings round,
    GateSettings gate,
    GuardedSets guarded,
    WireFormat wireFormat)
    implements Serializable {

  /** Which announcements concern the model that is trained. */
  public CheckpointRule rule() {
    return new CheckpointRule(model.name(), null);
  }

  /**
   * What the job asks of its store.
   *
   * @param run tells one submission of the job from another
   */
  public StoreClaim claim(String run) {
    return new StoreClaim(jobName, model.name(), run, Optional.ofNullable(store.takeOver()));
  }
}
