package io.clipstream.jobs.kafka;

import java.util.List;

/**
 * Names of a training job's topics.
 *
 * @param captions with captioned images
 * @param requests with requests for rounds
 */
public record TrainingTopics(String captions, String requests, ControlLogs control, String status) {
  /**
   * @throws io.clipstream.schemas.SettingException if two topics have one name
   */
  public TrainingTopics {
    DistinctTopics.require(
        List.of(captions, requests, control.labelSets(), control.checkpoints(), status));
  }

  /** The topics whose offsets a job goes on from. */
  public List<String> inputs() {
    return List.of(captions, requests, control.checkpoints());
  }
}
