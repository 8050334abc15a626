package io.clipstream.cli;

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
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A checkpoint with random weights and a vocabulary of its own, and pictures for it. */
final class SmallCheckpoint {
  static final int SIDE = 32;

  private static final ClipConfig CONFIG =
      new ClipConfig(
          16,
          new VisionTransformer(SIDE, 8, 32, 1, 2, 64, Activation.QUICK_GELU, 1e-5),
          new TextTower(24, 540, 32, 1, 2, 64, Activation.QUICK_GELU, 1e-5, TextTower.HIGHEST_ID));

  private SmallCheckpoint() {}

  /** Writes it to {@code dir/model}. */
  static Path write(Path dir) {
    Path words = directory(dir.resolve("words"));
    List<String> captions = List.of("a photo of a cat", "a photo of a dog", "a photo of a car");
    BytePairTrainer.train(captions, 540).write(words);
    Path model = dir.resolve("model");
    NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try (Weights weights = Initialisation.of(CONFIG, 1, manager)) {
      CheckpointWriter.write(
          model,
          CONFIG,
          Preprocessing.clip(SIDE),
          weights.arrays(),
          DataType.FLOAT32,
          CheckpointExtras.card("Random weights, for tests.").withTokenizerOf(words));
    }
    return model;
  }

  /** A picture of two halves, 48 by 40 pixels. */
  static Path picture(Path file, Color left, Color right) {
    BufferedImage image = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(left);
    graphics.fillRect(0, 0, 24, 40);
    graphics.setColor(right);
    graphics.fillRect(24, 0, 24, 40);
    graphics.dispose();
    try {
      ImageIO.write(image, "png", directory(file.getParent()).resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static Path directory(Path dir) {
    try {
      return Files.createDirectories(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
