package io.clipstream.model.testing;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.Folders;
import io.clipstream.model.OpenTextTransformer;
import io.clipstream.model.RobertaTextTransformer;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.TextPooling;
import io.clipstream.model.TextProjection;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.PieceFiles;
import io.clipstream.model.training.Initialisation;
import io.clipstream.model.training.LogitBias;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * A checkpoint with random weights and a vocabulary of its own, small enough to be made in a test.
 * Every module's tests take theirs from here.
 *
 * @param directory where it lies
 * @param sha256 its identity
 * @param config its architecture
 */
public record SmallCheckpoint(Path directory, String sha256, ClipConfig config) {
  /** Pixels along a side of the pictures that it takes. */
  public static final int SIDE = 32;

  /** Rows of the text tower's table of tokens. */
  public static final int WORDS = 540;

  private static final List<String> CAPTIONS =
      List.of("a photo of a cat", "a photo of a dog", "a photo of a car");
  private static final ClipConfig CONFIG = config(16, 32, 24);

  /**
   * An architecture of two blocks on either side.
   *
   * @param imageWidth features of a patch, a multiple of 16
   * @param textWidth features of a token, a multiple of 8
   */
  public static ClipConfig config(int dimension, int imageWidth, int textWidth) {
    Activation quick = Activation.QUICK_GELU;
    return new ClipConfig(
        dimension,
        new VisionTransformer(SIDE, 8, imageWidth, 2, imageWidth / 16, 4 * imageWidth, quick, 1e-5),
        new CausalTextTransformer(
            24,
            WORDS,
            textWidth,
            2,
            textWidth / 8,
            4 * textWidth,
            quick,
            1e-5,
            CausalTextTransformer.HIGHEST_ID));
  }

  /** SigLIP's towers, of two blocks each, and their logit bias. */
  public static ClipConfig siglip() {
    return new ClipConfig(
        32,
        new SiglipVisionTransformer(SIDE, 8, 32, 2, 2, 80, Activation.GELU_TANH, 1e-6),
        new SiglipTextTransformer(24, WORDS, 24, 2, 3, 60, Activation.GELU_TANH, 1e-6),
        true);
  }

  /** A ConvNeXt beside the smallest text tower. */
  public static ClipConfig convNeXt() {
    ConvNeXt image =
        new ConvNeXt(
            SIDE, List.of(1, 2, 1, 1), List.of(8, 12, 16, 20), 1e-6, 0.1, ConvNeXt.Projection.MLP);
    return new ClipConfig(16, image, CONFIG.text());
  }

  /** Writes the smallest. */
  public static SmallCheckpoint write(Path directory, long seed) {
    return write(directory, seed, CONFIG);
  }

  /** Writes one of a given architecture, the vocabulary as large as that says. */
  public static SmallCheckpoint write(Path directory, long seed, ClipConfig config) {
    return write(directory, seed, config, arrays -> {});
  }

  /** Writes SigLIP as its authors publish it, down to its own kind of vocabulary. */
  public static SmallCheckpoint writeSiglip(Path directory, long seed) {
    return writeSiglip(directory, seed, siglip());
  }

  /** SigLIP 2: the same towers with a vocabulary like Gemma's. */
  public static SmallCheckpoint writeSiglip2(Path directory, long seed) {
    return writeSiglip2(directory, seed, siglip());
  }

  /** SigLIP of a given architecture, whose text tower knows {@value #WORDS} tokens. */
  public static SmallCheckpoint writeSiglip(Path directory, long seed, ClipConfig config) {
    return withVocabulary(directory, seed, config, PieceFiles::siglip);
  }

  /** SigLIP 2 of such an architecture. */
  public static SmallCheckpoint writeSiglip2(Path directory, long seed, ClipConfig config) {
    return withVocabulary(directory, seed, config, PieceFiles::siglip2);
  }

  /** A Vision Transformer beside XLM-RoBERTa's text tower, with its kind of vocabulary. */
  public static SmallCheckpoint writeXlmRoberta(Path directory, long seed) {
    ClipConfig config =
        new ClipConfig(
            16,
            CONFIG.image(),
            new RobertaTextTransformer(
                24, WORDS, 24, 2, 3, 60, Activation.GELU, 1e-5, 40, 1, TextProjection.MLP));
    return withVocabulary(directory, seed, config, PieceFiles::xlmRoberta);
  }

  /** A Vision Transformer beside CLIPA's text tower, with its kind of vocabulary. */
  public static SmallCheckpoint writeClipa(Path directory, long seed) {
    OpenTextTransformer text =
        new OpenTextTransformer(
            8,
            WORDS,
            24,
            2,
            3,
            96,
            Activation.GELU,
            1e-5,
            false,
            TextPooling.Position.LAST,
            TextProjection.LINEAR,
            0);
    VisionTransformer image = new VisionTransformer(SIDE, 8, 32, 2, 2, 64, Activation.GELU, 1e-5);
    return withVocabulary(directory, seed, new ClipConfig(16, image, text), PieceFiles::clipa);
  }

  private static SmallCheckpoint withVocabulary(
      Path directory, long seed, ClipConfig config, Vocabulary vocabulary) {
    return write(
        directory,
        seed,
        config,
        Preprocessing.siglip(config.image().imageSize()),
        arrays -> {},
        extras(vocabulary, Map.of()));
  }

  /** Writes one in which the numbers of an array are none. */
  public static SmallCheckpoint withNan(Path directory, long seed, String array) {
    return write(
        directory,
        seed,
        CONFIG,
        arrays -> arrays.computeIfPresent(array, (name, values) -> values.mul(Float.NaN)));
  }

  /** Writes one as the sigmoid objective leaves it: the header has a logit bias. */
  public static SmallCheckpoint withBias(Path directory, long seed, double bias) {
    Map<String, String> header = LogitBias.metadata(OptionalDouble.of(bias));
    return write(directory, seed, CONFIG, arrays -> {}, header);
  }

  private static SmallCheckpoint write(
      Path directory, long seed, ClipConfig config, Consumer<Map<String, NDArray>> edit) {
    return write(directory, seed, config, edit, Map.of());
  }

  private static SmallCheckpoint write(
      Path directory,
      long seed,
      ClipConfig config,
      Consumer<Map<String, NDArray>> edit,
      Map<String, String> header) {
    Vocabulary vocabulary =
        folder -> BytePairTrainer.train(CAPTIONS, config.text().vocabularySize()).write(folder);
    return write(
        directory,
        seed,
        config,
        Preprocessing.clip(config.image().imageSize()),
        edit,
        extras(vocabulary, header));
  }

  private static SmallCheckpoint write(
      Path directory,
      long seed,
      ClipConfig config,
      Preprocessing preprocessing,
      Consumer<Map<String, NDArray>> edit,
      CheckpointExtras extras) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Weights weights = Initialisation.of(config, seed, manager.newSubManager())) {
      Map<String, NDArray> arrays = new LinkedHashMap<>(weights.arrays());
      edit.accept(arrays);
      String sha256 =
          CheckpointWriter.write(
              directory, config, preprocessing, arrays, DataType.FLOAT32, extras);
      return new SmallCheckpoint(directory, sha256, config);
    }
  }

  private static CheckpointExtras extras(Vocabulary vocabulary, Map<String, String> header) {
    try {
      Path directory = Files.createTempDirectory("vocabulary");
      try {
        vocabulary.write(directory);
        return CheckpointExtras.card("Random weights, for tests.")
            .withTokenizerOf(directory)
            .withMetadata(header);
      } finally {
        Folders.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Vocabulary {
    void write(Path folder);
  }
}
