package io.clipstream.distribution;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.training.Initialisation;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A checkpoint with random weights, as small as they come. */
final class SmallCheckpoint {
  private static final int SIDE = 32;
  private static final int DIMENSION = 16;
  private static final int HEAVY_WIDTH = 512;
  private static final int WORDS = BytePairTrainer.SMALLEST_VOCABULARY;

  private SmallCheckpoint() {}

  /** Writes a checkpoint; the result promotes it. */
  static CheckpointEvent write(Path directory, String model) throws IOException {
    return write(directory, model, 1, config(DIMENSION, 24));
  }

  /**
   * Writes a checkpoint of some 40 MB, all but a little of it in the text encoder: one that is not
   * freed shows in the memory of a process, and pictures take no longer for it.
   */
  static CheckpointEvent writeHeavy(Path directory, String model, long seed, int dimension)
      throws IOException {
    return write(directory, model, seed, config(dimension, HEAVY_WIDTH));
  }

  private static CheckpointEvent write(Path directory, String model, long seed, ClipConfig config)
      throws IOException {
    Files.createDirectories(directory.getParent());
    Path vocabulary = Files.createTempDirectory(directory.getParent(), "vocabulary");
    BytePairTrainer.train(List.of("a cat", "a dog"), WORDS).write(vocabulary);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Weights weights = Initialisation.of(config, seed, manager)) {
      String sha256 =
          CheckpointWriter.write(
              directory,
              config,
              Preprocessing.clip(SIDE),
              weights.arrays(),
              DataType.FLOAT32,
              CheckpointExtras.card("random").withTokenizerOf(vocabulary));
      return promotion(directory, model, sha256, config.embeddingDimension());
    }
  }

  private static ClipConfig config(int dimension, int textWidth) {
    Activation activation = Activation.QUICK_GELU;
    int heads = textWidth / 8;
    return new ClipConfig(
        dimension,
        new VisionTransformer(SIDE, 8, 32, 2, 4, 64, activation, 1e-5),
        new TextTower(
            24, WORDS, textWidth, 3, heads, 4 * textWidth, activation, 1e-5, TextTower.HIGHEST_ID));
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
