package io.clipstream.jobs.sql;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A checkpoint with random weights for pictures of 32 x 32. */
final class TinyCheckpoint {
  static final int SIDE = 32;

  private TinyCheckpoint() {}

  /** Writes it below a folder; says where. */
  static Path write(Path folder) throws IOException {
    int words = BytePairTrainer.SMALLEST_VOCABULARY;
    Activation quick = Activation.QUICK_GELU;
    ClipConfig config =
        new ClipConfig(
            16,
            new VisionTransformer(SIDE, 8, 32, 2, 4, 64, quick, 1e-5),
            new TextTower(24, words, 24, 2, 3, 48, quick, 1e-5, TextTower.HIGHEST_ID));
    Path vocabulary = Files.createDirectory(folder.resolve("vocabulary"));
    BytePairTrainer.train(List.of("a cat", "a dog"), words).write(vocabulary);
    Path directory = folder.resolve("checkpoint");
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Weights weights = Initialisation.of(config, 7, manager)) {
      CheckpointWriter.write(
          directory,
          config,
          Preprocessing.clip(SIDE),
          weights.arrays(),
          DataType.FLOAT32,
          CheckpointExtras.card("random").withTokenizerOf(vocabulary));
    }
    return directory;
  }
}
