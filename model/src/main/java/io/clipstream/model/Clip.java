package io.clipstream.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.checkpoint.Calibration;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.SoundCheckpoint;
import io.clipstream.model.encoder.ArrayDictionary;
import io.clipstream.model.encoder.Kernel;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.encoder.ProductShape;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.ServedWeights;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.text.TokenBatch;
import io.clipstream.model.text.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A loaded checkpoint: both encoders on one device. Thread-safe; close it when no call is running
 * any more.
 */
public final class Clip implements AutoCloseable {
  /** Prompts that pass through the text encoder at once. */
  private static final int TEXT_CHUNK = 64;

  private final ClipConfig config;
  private final Preprocessing preprocessing;
  private final Tokenizer tokenizer;
  private final Runnable release;
  private final Optional<NDArray> headerBias;
  private final NDManager manager;
  private final Program program;
  private final Map<String, NDArray> weights;
  private final Map<ProductShape, Kernel> kernels;
  private final ArrayDictionary dictionary;
  private final Map<String, NDArray> channels;

  private Clip(
      ClipConfig config,
      Preprocessing preprocessing,
      Tokenizer tokenizer,
      Runnable release,
      OptionalDouble bias,
      Weights loaded,
      Precision precision,
      Kernels rule) {
    this.config = config;
    this.preprocessing = preprocessing;
    this.tokenizer = tokenizer;
    this.release = release;
    this.manager = loaded.manager();
    this.program = Program.load(manager, config);
    ServedWeights served = ServedWeights.of(program, config, loaded, precision, rule);
    this.weights = served.arrays();
    this.kernels = served.kernels();
    this.channels = preprocessing.levels(manager);
    this.headerBias =
        bias.isEmpty()
            ? Optional.empty()
            : Optional.of(manager.full(new Shape(1), (float) bias.getAsDouble(), DataType.FLOAT32));
    this.dictionary = ArrayDictionary.of(weights);
  }

  /**
   * Loads a checkpoint in one of the public layouts, in single precision.
   *
   * @throws ModelException if the directory holds no usable checkpoint
   */
  public static Clip load(Path directory, Device device) {
    return load(directory, device, Precision.FP32);
  }

  /**
   * Loads a checkpoint in one of the public layouts, with the fastest kernels.
   *
   * @throws ModelException if the directory holds no usable checkpoint, its weights are not finite,
   *     or its tokenizer does not fit the model
   */
  public static Clip load(Path directory, Device device, Precision precision) {
    return load(directory, device, precision, Kernels.MEASURED);
  }

  /** As above, with the kernels that {@link Kernels#orPinned} of the rule chooses on the CPU. */
  public static Clip load(Path directory, Device device, Precision precision, Kernels rule) {
    CheckpointDirectory checkpoint = CheckpointDirectory.open(directory);
    Tokenizer tokenizer = Tokenizer.load(directory, checkpoint.config().text().contextLength());
    try {
      SoundCheckpoint.requireFitting(directory, checkpoint.config(), tokenizer);
      return load(checkpoint, tokenizer, device, precision, rule.orPinned());
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static Clip load(
      CheckpointDirectory checkpoint,
      Tokenizer tokenizer,
      Device device,
      Precision precision,
      Kernels rule) {
    Weights weights = checkpoint.load(device, DataType.FLOAT32);
    try {
      SoundCheckpoint.requireFinite(checkpoint.path(), weights);
      return new Clip(
          checkpoint.config(),
          checkpoint.preprocessing(),
          tokenizer,
          tokenizer::close,
          Calibration.inHeader(checkpoint.metadata()),
          weights,
          precision,
          rule);
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /**
   * A model of weights in memory, for evaluating what was just trained.
   *
   * @param tokenizer stays the caller's, open as long as the model
   * @param bias that stands beside the weights, see {@link #logitBias}
   * @param weights owned by the model from now on, closed with it; not changed meanwhile
   */
  public static Clip of(
      ClipConfig config,
      Preprocessing preprocessing,
      Tokenizer tokenizer,
      OptionalDouble bias,
      Weights weights) {
    return new Clip(
        config, preprocessing, tokenizer, () -> {}, bias, weights, Precision.FP32, Kernels.PLAIN);
  }

  public ClipConfig config() {
    return config;
  }

  public Preprocessing preprocessing() {
    return preprocessing;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The model's program, for callers that score on the device. */
  public Program program() {
    return program;
  }

  /** The kernel of each shape of product with weights; empty on a GPU. */
  public Map<ProductShape, Kernel> kernels() {
    return Collections.unmodifiableMap(kernels);
  }

  /** The logit scale as trained: the natural logarithm of the inverse temperature, shape []. */
  public NDArray logitScale() {
    return weights.get("logit_scale");
  }

  /**
   * The bias beside the logit scale, of a checkpoint that was trained by the sigmoid loss: among
   * its weights, or in the header of their file. One number, shape [] or [1].
   */
  public Optional<NDArray> logitBias() {
    return Optional.ofNullable(weights.get(Calibration.BIAS)).or(() -> headerBias);
  }

  /** Logit scale and bias as numbers. */
  public Calibration calibration() {
    return new Calibration(
        Math.exp(number(logitScale())),
        logitBias().map(bias -> OptionalDouble.of(number(bias))).orElseGet(OptionalDouble::empty));
  }

  private double number(NDArray array) {
    try (NDManager scope = newScope()) {
      NDArray real = array.toType(DataType.FLOAT32, true);
      real.attach(scope);
      return real.toFloatArray()[0];
    }
  }

  /** A manager on the model's device, for the arrays of one piece of work; the caller closes it. */
  public NDManager newScope() {
    return manager.newSubManager();
  }

  /**
   * Encodes preprocessed pictures.
   *
   * @param scope owns the result
   * @param pictures each {@code 3 * S * S} bytes: rows of red, green, blue levels, as {@link
   *     io.clipstream.model.image.Preprocessor} makes them
   * @return embeddings [N, E] of unit length, float32
   */
  public NDArray encodeImages(NDManager scope, List<byte[]> pictures) {
    return encode(scope, "encode_images", config.embeddingDimension(), pictures);
  }

  /**
   * What linear probes learn from (paper, appendix A.3): a Vision Transformer's features before the
   * projection, a ResNet's embeddings; neither scaled to unit length.
   *
   * @param scope owns the result
   * @param pictures as for {@link #encodeImages}
   * @return [N, D], D as {@link ClipConfig#probeWidth} has it, float32
   */
  public NDArray probeFeatures(NDManager scope, List<byte[]> pictures) {
    return encode(scope, "probe_features", config.probeWidth(), pictures);
  }

  private NDArray encode(NDManager scope, String method, int width, List<byte[]> pictures) {
    if (pictures.isEmpty()) {
      return scope.zeros(new Shape(0, width));
    }
    int side = preprocessing.imageSize();
    int bytes = 3 * side * side;
    ByteBuffer levels = scope.allocateDirect(pictures.size() * bytes);
    for (byte[] picture : pictures) {
      if (picture.length != bytes) {
        throw new IllegalArgumentException(
            "a picture has " + picture.length + " bytes, expected " + bytes);
      }
      levels.put(picture);
    }
    levels.flip();
    try (NDManager inner = scope.newSubManager()) {
      NDArray input =
          inner.create(levels, new Shape(pictures.size(), side, side, 3), DataType.UINT8);
      return program.infer(scope, method, input, channels, dictionary).singletonOrThrow();
    }
  }

  /**
   * Features before normalisation, for comparisons with other implementations.
   *
   * @param pixels [N, 3, S, S], normalised by the checkpoint's mean and deviation
   * @return [N, E], float32
   */
  public NDArray imageFeatures(NDManager scope, NDArray pixels) {
    return program.infer(scope, "image_features", pixels, dictionary).singletonOrThrow();
  }

  /**
   * Features before normalisation.
   *
   * @param ids [N, L] int64, L as {@link TextTower#positions} says
   * @return [N, E], float32
   */
  public NDArray textFeatures(NDManager scope, NDArray ids) {
    return program.infer(scope, "text_features", ids, dictionary).singletonOrThrow();
  }

  /**
   * Encodes texts, a few at a time.
   *
   * @param scope owns the result
   * @return embeddings [N, E] of unit length, float32
   */
  public NDArray encodeTexts(NDManager scope, List<String> texts) {
    if (texts.isEmpty()) {
      return scope.zeros(new Shape(0, config.embeddingDimension()));
    }
    try (NDManager inner = scope.newSubManager()) {
      NDList chunks = new NDList();
      for (int from = 0; from < texts.size(); from += TEXT_CHUNK) {
        List<String> chunk = texts.subList(from, Math.min(from + TEXT_CHUNK, texts.size()));
        chunks.addAll(program.infer(inner, "encode_texts", tokens(inner, chunk), dictionary));
      }
      NDArray all = NDArrays.concat(chunks);
      all.attach(scope);
      return all;
    }
  }

  /** Token ids [N, L], L the positions that the tower needs for the longest text. */
  private NDArray tokens(NDManager scope, List<String> texts) {
    List<int[]> ids = texts.stream().map(tokenizer::encode).toList();
    TokenBatch batch = tokenizer.batch(ids, config.text()::positions);
    return scope.create(batch.ids(), new Shape(texts.size(), batch.length()));
  }

  @Override
  public void close() {
    dictionary.close();
    manager.close();
    release.run();
  }
}
