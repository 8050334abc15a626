package io.clipstream.cli;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.training.Objective;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.TrainingSettings;
import io.clipstream.schemas.SettingException;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** The course of a training. */
final class OptimisationOptions {
  @Option(names = "--batch", defaultValue = "256", description = "Pairs a batch. Default: 256.")
  private int batch;

  @Option(
      names = "--chunk",
      defaultValue = "256",
      description = "Pairs that pass the encoders at once; memory grows with it. Default: 256.")
  private int chunk;

  @Option(names = "--accumulate", defaultValue = "1", description = "Batches a step. Default: 1.")
  private int accumulate;

  @Option(names = "--steps", required = true, description = "Optimiser steps.")
  private long steps;

  @Option(
      names = "--warm-up",
      description = "Steps of rising rate. Default: a tenth, at most 2000.")
  private Long warmUp;

  @Option(
      names = "--rate",
      defaultValue = "5e-4",
      description = "Peak learning rate. Default: 5e-4.")
  private double rate;

  @Option(names = "--weight-decay", defaultValue = "0.2", description = "Default: 0.2.")
  private double weightDecay;

  @Option(
      names = "--betas",
      split = ",",
      paramLabel = "FIRST,SECOND",
      description = "Decay of Adam's moments. Default: the paper's for the image tower's family.")
  private double[] betas;

  @Option(names = "--epsilon", description = "Of Adam. Default: the paper's, likewise.")
  private Double epsilon;

  @Option(names = "--clip-norm", description = "Gradients' length at most. Default: any.")
  private Double clipNorm;

  @Option(
      names = "--average",
      defaultValue = "0",
      description = "Share of the averaged weights that stays each step, 0 for none. Default: 0.")
  private double average;

  @Option(
      names = "--no-positives",
      description = "Pairs of one caption are negatives of each other, as in the paper.")
  private boolean noPositives;

  @Option(
      names = "--objective",
      defaultValue = "softmax",
      paramLabel = "NAME",
      description =
          "softmax: pictures and captions of a batch compete, as in CLIP. sigmoid: each picture with "
              + "each caption by itself, as in SigLIP. Default: softmax.")
  private String objective;

  @Option(names = "--seed", defaultValue = "1", description = "Everything random. Default: 1.")
  private long seed;

  @Option(
      names = "--precision",
      defaultValue = "FP32",
      description = "${COMPLETION-CANDIDATES}; the 16-bit ones are for CUDA. Default: FP32.")
  private Precision precision;

  int batch() {
    return batch;
  }

  long steps() {
    return steps;
  }

  long seed() {
    return seed;
  }

  /**
   * The settings, completed with the paper's for the family of the image tower.
   *
   * @param bias that the sigmoid begins with, where one is known
   * @throws SettingException if a number is out of its range
   */
  TrainingSettings settings(ClipConfig config, OptionalDouble bias) {
    return new TrainingSettings(
        batch,
        Math.min(chunk, batch),
        accumulate,
        steps,
        warmUp == null ? Math.min(2000, steps / 10) : warmUp,
        rate,
        optimiser(OptimiserSettings.of(config)),
        average,
        !noPositives,
        seed,
        precision,
        Objective.named(objective, bias));
  }

  private OptimiserSettings optimiser(OptimiserSettings paper) {
    if (betas != null && betas.length != 2) {
      throw new SettingException(
          "there are " + betas.length + " betas, expected FIRST,SECOND as in 0.9,0.98");
    }
    return new OptimiserSettings(
        betas == null ? paper.beta1() : betas[0],
        betas == null ? paper.beta2() : betas[1],
        epsilon == null ? paper.epsilon() : epsilon,
        weightDecay,
        clipNorm == null ? Double.POSITIVE_INFINITY : clipNorm);
  }
}
