package io.clipstream;

import io.clipstream.model.training.Metrics;

/**
 * How a training stands.
 *
 * @param step optimiser steps taken
 * @param loss mean over the last 20 steps
 * @param logitScale factor of the similarities, 1 to 100
 * @param learningRate of the last step
 * @param pairsPerSecond over the last 20 steps
 */
public record TrainingProgress(
    long step, double loss, double logitScale, double learningRate, double pairsPerSecond) {
  static TrainingProgress of(Metrics.Line line) {
    return new TrainingProgress(
        line.step(), line.loss(), line.logitScale(), line.rate(), line.pairsPerSecond());
  }
}
