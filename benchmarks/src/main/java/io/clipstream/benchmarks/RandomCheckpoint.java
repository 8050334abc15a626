package io.clipstream.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.training.Initialisation;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** A checkpoint of some architecture with random weights: as fast as a trained one. */
record RandomCheckpoint(Path directory, String sha256, ClipConfig config) {
  static final String MODEL = "benchmark";

  /** Enough for prompts to be as many tokens as they are words. */
  private static final int VOCABULARY = 1500;

  static RandomCheckpoint write(Path folder, ClipConfig config) throws IOException {
    return write(folder, config, 1);
  }

  /**
   * @param folder gets the checkpoint, named after its seed
   */
  static RandomCheckpoint write(Path folder, ClipConfig config, int seed) throws IOException {
    Path vocabulary = folder.resolve("vocabulary-" + seed);
    int tokens = Math.min(VOCABULARY, config.text().vocabularySize());
    BytePairTrainer.train(PromptTemplates.of("imagenet-80").fill("thing"), tokens)
        .write(vocabulary);
    Path directory = folder.resolve("checkpoint-" + seed);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Weights weights = Initialisation.of(config, seed, manager)) {
      String sha256 =
          CheckpointWriter.write(
              directory,
              config,
              Preprocessing.clip(config.image().imageSize()),
              weights.arrays(),
              DataType.FLOAT32,
              CheckpointExtras.card("random").withTokenizerOf(vocabulary));
      return new RandomCheckpoint(directory, sha256, config);
    }
  }

  String id() {
    return directory.getFileName().toString();
  }

  CheckpointEvent promotion() {
    return CheckpointEvent.newBuilder()
        .setModelName(MODEL)
        .setCheckpointId(id())
        .setUri(directory.toUri().toString())
        .setSha256(sha256)
        .setEmbeddingSpaceId(id())
        .setEmbeddingDimension(config.embeddingDimension())
        .setStatus(CheckpointStatus.PROMOTED)
        .setAnnouncedAt(Instant.now())
        .build();
  }
}
