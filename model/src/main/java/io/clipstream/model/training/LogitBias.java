package io.clipstream.model.training;

import io.clipstream.model.checkpoint.Calibration;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The bias of a checkpoint that was trained by the sigmoid, and whose architecture has no place for
 * one: it stands in the header of the weights file, for scoring {@link
 * io.clipstream.model.zeroshot.Scoring#PAIRWISE} and for who trains further. What has a place keeps
 * it among its weights.
 */
public final class LogitBias {
  private LogitBias() {}

  /** The bias of a checkpoint; empty if it was trained otherwise. */
  public static OptionalDouble of(CheckpointDirectory checkpoint) {
    return Calibration.inHeader(checkpoint.metadata());
  }

  /** What keeps {@code bias} in a checkpoint. */
  public static Map<String, String> metadata(OptionalDouble bias) {
    return bias.isEmpty() ? Map.of() : Map.of(Objective.BIAS, Double.toString(bias.getAsDouble()));
  }

  /**
   * The bias of weights interpolated at {@code alpha}. Where one of both has none it is the
   * other's: a training by the softmax neither moves the parent's nor needs it, and sets may be
   * scored by it.
   */
  public static OptionalDouble at(double alpha, OptionalDouble parent, OptionalDouble trained) {
    if (parent.isEmpty() || trained.isEmpty()) {
      return trained.isEmpty() ? parent : trained;
    }
    return OptionalDouble.of((1 - alpha) * parent.getAsDouble() + alpha * trained.getAsDouble());
  }
}
