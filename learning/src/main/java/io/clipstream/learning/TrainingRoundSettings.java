package io.clipstream.learning;

import io.clipstream.learning.rounds.GateSettings;
import io.clipstream.learning.rounds.RoundSettings;
import io.clipstream.learning.store.StoreClaim;
import io.clipstream.model.ModelException;
import io.clipstream.schemas.codec.WireFormat;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be set about rounds.
 *
 * @param jobName names the job in status events
 * @param modelName key on the checkpoints topic
 * @param checkpointsTopic records of this topic are announcements; others are requests
 * @param store directory of the pair store
 * @param storeFileBytes about the size that small files of the store are put together to
 * @param checkpoints directory that new checkpoints are written to
 * @param allowedPrefixes directories under which parents are opened
 * @param afterPairs new pairs that begin a round
 * @param afterTime a round begins so long after the last if there is any new pair; null for never
 * @param scanInterval how often the store is looked at
 * @param retryBackoff wait before a failed round is tried again; doubles with each failure
 * @param attempts after so many failures a round is given up
 * @param seed mixed into the seed of every round
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param round how a round trains
 * @param gate what its outcome must show
 * @param pinned tables of labelled pictures that the gate guards
 * @param templates of their prompts, by name or file
 * @param baseline directory of the checkpoint that small losses must not lead below; null for each
 *     round's parent
 * @param wireFormat how records are encoded
 * @param takeOver a job that no longer runs, whose store this job may have; null for none
 */
public record TrainingRoundSettings(
    String jobName,
    String modelName,
    String checkpointsTopic,
    String store,
    long storeFileBytes,
    String checkpoints,
    List<String> allowedPrefixes,
    int afterPairs,
    Duration afterTime,
    Duration scanInterval,
    Duration retryBackoff,
    int attempts,
    long seed,
    String device,
    RoundSettings round,
    GateSettings gate,
    List<String> pinned,
    String templates,
    String baseline,
    WireFormat wireFormat,
    String takeOver)
    implements Serializable {
  public TrainingRoundSettings {
    allowedPrefixes = List.copyOf(allowedPrefixes);
    pinned = List.copyOf(pinned);
    if (afterPairs < 1 || attempts < 1) {
      throw new ModelException(
          "a round begins after "
              + afterPairs
              + " pairs and has "
              + attempts
              + " attempts, expected 1 or more of each");
    }
  }

  /** Settings of a job that takes no other's store over. */
  public TrainingRoundSettings(
      String jobName,
      String modelName,
      String checkpointsTopic,
      String store,
      long storeFileBytes,
      String checkpoints,
      List<String> allowedPrefixes,
      int afterPairs,
      Duration afterTime,
      Duration scanInterval,
      Duration retryBackoff,
      int attempts,
      long seed,
      String device,
      RoundSettings round,
      GateSettings gate,
      List<String> pinned,
      String templates,
      String baseline,
      WireFormat wireFormat) {
    this(
        jobName,
        modelName,
        checkpointsTopic,
        store,
        storeFileBytes,
        checkpoints,
        allowedPrefixes,
        afterPairs,
        afterTime,
        scanInterval,
        retryBackoff,
        attempts,
        seed,
        device,
        round,
        gate,
        pinned,
        templates,
        baseline,
        wireFormat,
        null);
  }

  /**
   * What the job asks of its store.
   *
   * @param run tells one submission of the job from another
   */
  public StoreClaim claim(String run) {
    return new StoreClaim(jobName, modelName, run, Optional.ofNullable(takeOver));
  }
}
