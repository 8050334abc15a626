package io.clipstream.model.training;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.schemas.SettingException;

/**
 * How a model is trained. Its text is part of what a snapshot is held to, see {@code
 * TrainingRun.fingerprint}: components that move or change names would end the runs under way.
 *
 * @param batchSize pairs whose similarities are compared with each other
 * @param chunkSize pairs that pass through the encoders at once; at most the batch's
 * @param accumulation batches whose gradients are averaged into one step
 * @param steps optimiser steps in all
 * @param warmUpSteps steps over which the learning rate rises
 * @param learningRate the peak
 * @param optimiser the optimiser's settings
 * @param averaging share of the averaged weights that stays in each step; 0 for no averaging. The
 *     averaged weights are what is published.
 * @param equalCaptionsArePositives true to treat pairs of one caption as positives of each other
 * @param seed everything random follows from it
 * @param precision what the encoders compute in; the weights stay float32
 * @param objective what training makes small
 */
public record TrainingSettings(
    int batchSize,
    int chunkSize,
    int accumulation,
    long steps,
    long warmUpSteps,
    double learningRate,
    OptimiserSettings optimiser,
    double averaging,
    boolean equalCaptionsArePositives,
    long seed,
    Precision precision,
    Objective objective) {
  /** Settings of a training in single precision, by the softmax. */
  public TrainingSettings(
      int batchSize,
      int chunkSize,
      int accumulation,
      long steps,
      long warmUpSteps,
      double learningRate,
      OptimiserSettings optimiser,
      double averaging,
      boolean equalCaptionsArePositives,
      long seed) {
    this(
        batchSize,
        chunkSize,
        accumulation,
        steps,
        warmUpSteps,
        learningRate,
        optimiser,
        averaging,
        equalCaptionsArePositives,
        seed,
        Precision.FP32,
        new Objective.Softmax());
  }

  public TrainingSettings {
    if (batchSize < 2 || chunkSize < 1 || chunkSize > batchSize) {
      throw new SettingException(
          "batch size is "
              + batchSize
              + " and chunk size "
              + chunkSize
              + ", expected a batch of 2 or more and a chunk of at most the batch");
    }
    if (accumulation < 1 || steps < 1 || warmUpSteps < 0) {
      throw new SettingException(
          "accumulation "
              + accumulation
              + ", steps "
              + steps
              + ", warm-up steps "
              + warmUpSteps
              + ": expected 1 or more, 1 or more, 0 or more");
    }
    if (!(learningRate > 0) || !(averaging >= 0 && averaging < 1)) {
      throw new SettingException(
          "learning rate "
              + learningRate
              + ", averaging "
              + averaging
              + ": expected above 0, and 0 to below 1");
    }
  }

  /** The paper's settings for the architecture's family, for {@code steps} steps. */
  public static TrainingSettings of(ClipConfig config, int batchSize, long steps) {
    return new TrainingSettings(
        batchSize,
        Math.min(batchSize, 64),
        1,
        steps,
        Math.min(2000, steps / 10),
        5e-4,
        OptimiserSettings.of(config),
        0,
        true,
        1);
  }

  /** The same course by another objective. */
  public TrainingSettings with(Objective other) {
    return new TrainingSettings(
        batchSize,
        chunkSize,
        accumulation,
        steps,
        warmUpSteps,
        learningRate,
        optimiser,
        averaging,
        equalCaptionsArePositives,
        seed,
        precision,
        other);
  }

  /** The learning rate over time. */
  public CosineSchedule schedule() {
    return new CosineSchedule(learningRate, warmUpSteps, steps);
  }
}
