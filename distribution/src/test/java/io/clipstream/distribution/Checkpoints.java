package io.clipstream.distribution;

import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import java.nio.file.Path;
import java.time.Instant;

/** Checkpoints with random weights, and what promotes them. */
final class Checkpoints {
  private static final int HEAVY_WIDTH = 640;

  private Checkpoints() {}

  /** Writes a checkpoint as small as they come; the result promotes it. */
  static CheckpointEvent write(Path directory, String model) {
    return write(directory, model, 1);
  }

  /** The same with the random weights of a seed. */
  static CheckpointEvent write(Path directory, String model, long seed) {
    return promotion(SmallCheckpoint.write(directory, seed), model);
  }

  /**
   * Writes a checkpoint of some 40 MB, all but a little of it in the text encoder: one that is not
   * freed shows in the memory of a process, and pictures take no longer for it.
   */
  static CheckpointEvent writeHeavy(Path directory, String model, long seed, int dimension) {
    return promotion(
        SmallCheckpoint.write(directory, seed, SmallCheckpoint.config(dimension, 32, HEAVY_WIDTH)),
        model);
  }

  private static CheckpointEvent promotion(SmallCheckpoint written, String model) {
    return promotion(
        written.directory(), model, written.sha256(), written.config().embeddingDimension());
  }

  /** What promotes a checkpoint that lies in a directory. */
  static CheckpointEvent promotion(Path directory, String model, String sha256, int dimension) {
    return CheckpointEvent.newBuilder()
        .setModelName(model)
        .setCheckpointId(directory.getFileName().toString())
        .setUri(directory.toUri().toString())
        .setSha256(sha256)
        .setEmbeddingSpaceId(sha256)
        .setEmbeddingDimension(dimension)
        .setStatus(CheckpointStatus.PROMOTED)
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }
}
