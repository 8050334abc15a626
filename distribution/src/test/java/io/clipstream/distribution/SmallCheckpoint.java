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
  private static final int WORDS = BytePairTrainer.SMALLEST_VOCABULARY;

  private SmallCheckpoint() {}

  /** Writes a checkpoint; the result promotes it. */
  static CheckpointEvent write(Path directory, String model) throws IOException {
    Path vocabulary = Files.createTempDirectory(directory.getParent(), "vocabulary");
    BytePairTrainer.train(List.of("a cat", "a dog"), WORDS).write(vocabulary);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Weights weights = Initialisation.of(config(), 1, manager)) {
      String sha256 =
          CheckpointWriter.write(
              directory,
              config(),
              Preprocessing.clip(SIDE),
              weights.arrays(),
              DataType.FLOAT32,
              CheckpointExtras.card("random").withTokenizerOf(vocabulary));
      return promotion(directory, model, sha256);
    }
  }

  private static ClipConfig config() {
    Activation activation = Activation.QUICK_GELU;
    return new ClipConfig(
        DIMENSION,
        new VisionTransformer(SIDE, 8, 32, 2, 4, 64, activation, 1e-5),
        new TextTower(24, WORDS, 24, 2, 3, 48, activation, 1e-5, TextTower.HIGHEST_ID));
  }

  private static CheckpointEvent promotion(Path directory, String model, String sha256) {
    return CheckpointEvent.newBuilder()
        .setModelName(model)
        .setCheckpointId(directory.getFileName().toString())
        .setUri(directory.toUri().toString())
        .setSha256(sha256)
        .setEmbeddingSpaceId("small")
        .setEmbeddingDimension(DIMENSION)
        .setStatus(CheckpointStatus.PROMOTED)
        .setAnnouncedAt(Instant.EPOCH)
        .build();
  }
}
