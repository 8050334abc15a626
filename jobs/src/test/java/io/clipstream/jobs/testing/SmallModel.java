package io.clipstream.jobs.testing;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Activation;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.TextTower;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import io.clipstream.model.checkpoint.Integrity;
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

/**
 * A checkpoint small enough to tag hundreds of pictures a second.
 *
 * @param sha256 its identity
 */
public record SmallModel(Path directory, String sha256, ClipConfig config) {
  /** Name of the model in announcements. */
  public static final String NAME = "small";

  private static final int SIDE = 32;

  /** Writes one with random weights as {@code folder/NAME-SEED}. */
  public static SmallModel write(Path folder, long seed) throws IOException {
    Activation activation = Activation.QUICK_GELU;
    int words = BytePairTrainer.SMALLEST_VOCABULARY;
    ClipConfig config =
        new ClipConfig(
            16,
            new VisionTransformer(SIDE, 8, 32, 2, 4, 64, activation, 1e-5),
            new TextTower(24, words, 24, 2, 3, 48, activation, 1e-5, TextTower.HIGHEST_ID));
    Path vocabulary = Files.createTempDirectory(folder, "vocabulary");
    BytePairTrainer.train(List.of("a cat", "a dog"), words).write(vocabulary);
    Path directory = folder.resolve(NAME + "-" + seed);
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
      return new SmallModel(directory, sha256, config);
    }
  }

  /** The checkpoint that comes with the project. */
  public static SmallModel box() {
    Path directory = Path.of("").toAbsolutePath().getParent().resolve("models/box");
    return new SmallModel(
        directory, Integrity.verify(directory), CheckpointDirectory.open(directory).config());
  }

  /** What promotes it. */
  public CheckpointEvent promotion() {
    String id = directory.getFileName().toString();
    return CheckpointEvent.newBuilder()
        .setModelName(NAME)
        .setCheckpointId(id)
        .setUri(directory.toUri().toString())
        .setSha256(sha256)
        .setEmbeddingSpaceId(id)
        .setEmbeddingDimension(config.embeddingDimension())
        .setStatus(CheckpointStatus.PROMOTED)
        .setAnnouncedAt(Instant.now())
        .build();
  }
}
