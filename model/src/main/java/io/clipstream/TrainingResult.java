package io.clipstream;

import io.clipstream.model.training.CheckpointTraining;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a training.
 *
 * @param checkpoint the directory, which {@link ZeroShotClassifier#load} takes; there if {@code
 *     finished}
 * @param finished whether all steps were taken; false after {@link Training#stop}
 * @param steps optimiser steps taken
 * @param skipped how many pictures, captions or files were passed over, by reason
 */
public record TrainingResult(
    Path checkpoint, boolean finished, long steps, Map<String, Integer> skipped) {
  /**
   * Copies the reasons.
   *
   * @param checkpoint the directory
   * @param finished whether all steps were taken
   * @param steps optimiser steps taken
   * @param skipped numbers by reason
   */
  public TrainingResult {
    skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
  }

  static TrainingResult of(Path checkpoint, CheckpointTraining.Outcome outcome) {
    Map<String, Integer> skipped = new TreeMap<>();
    outcome.skips().counts().forEach((reason, count) -> skipped.put(reason.name(), count));
    return new TrainingResult(checkpoint, outcome.finished(), outcome.step(), skipped);
  }
}
