package io.clipstream.model.testing;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.encoder.PackedWeights;
import io.clipstream.model.probe.Examples;
import io.clipstream.model.probe.LinearProbe;
import io.clipstream.model.training.Captioning;
import io.clipstream.model.training.Learner;
import io.clipstream.model.training.Objective;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.PairBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@link NativeMemory} runs in a JVM of its own: a kind of pass, and how many. */
public final class MemoryLoop {
  private final LoadedModel model = LoadedModel.of(TestModels.shallow());
  private final ClipConfig config = model.config();
  private final List<NDManager> leaked = new ArrayList<>();
  private int pass;

  private MemoryLoop() {}

  /**
   * Arguments: encode, leak, refused, learn, words, language, misfit, pack, features or probe, and
   * a number of passes.
   */
  public static void main(String[] arguments) throws IOException {
    int passes = Integer.parseInt(arguments[1]);
    MemoryLoop loop = new MemoryLoop();
    NDManager root = loop.model.weights().manager();
    switch (arguments[0]) {
      case "encode" -> NativeMemory.report(root, passes, loop::encode);
      case "leak" -> NativeMemory.report(root, passes, loop::leak);
      case "refused" -> NativeMemory.report(root, passes, loop::refused);
      case "learn" -> loop.learn(passes, loop::step);
      case "words" -> loop.learn(passes, Captioning.BAG_OF_WORDS, loop::step);
      case "language" -> loop.learn(passes, Captioning.LANGUAGE_MODEL, loop::step);
      case "pack" -> NativeMemory.report(root, passes, MemoryLoop::pack);
      case "features" -> NativeMemory.report(root, passes, loop::features);
      case "probe" -> NativeMemory.report(root, passes, loop::probe);
      case "misfit" -> loop.learn(passes, loop::misfit);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Batches of changing sizes, as a stream makes them. */
  private void encode() {
    try (NDManager scope = model.scope()) {
      int n = 1 + pass++ % 16;
      NDArray ids = TestInputs.ids(scope, config, n, 4 + pass % 8, pass);
      ofPictures(scope, "encode_images", n);
      model.infer(scope, "encode_texts", ids).toFloatArray();
    }
  }

  private NDArray ofPictures(NDManager scope, String method, int n) {
    NDArray levels = scope.ones(new Shape(n, 32, 32, 3), DataType.UINT8);
    NDArray three = scope.ones(new Shape(3));
    Map<String, NDArray> channels = Map.of("mean", three, "deviation", three);
    return model
        .program()
        .infer(scope, method, levels, channels, model.weights().arrays())
        .singletonOrThrow();
  }

  private void features() {
    try (NDManager scope = model.scope()) {
      ofPictures(scope, "probe_features", 1 + pass++ % 16).toFloatArray();
    }
  }

  /** A probe's life: learnt and asked. */
  private void probe() {
    double[][] features = {{1, pass++ % 5}, {-1, 2}, {0, -3}};
    Examples examples = new Examples(features, new int[] {0, 1, 2}, 3);
    try (NDManager scope = model.scope()) {
      LinearProbe.train(scope, examples, 1).classify(scope, examples);
    }
  }

  /** What the measurement must see: one result of 256 KiB in four is never closed. */
  private void leak() {
    encode();
    if (pass % 4 == 0) {
      NDManager scope = NDManager.newBaseManager(model.weights().manager().getDevice(), "PyTorch");
      scope.ones(new Shape(1 << 16));
      leaked.add(scope);
    }
  }

  /** A model's life: loaded, packed, used, freed. */
  private static void pack() {
    ClipConfig config = TestModels.shallow();
    try (LoadedModel loaded = LoadedModel.of(config);
        NDManager scope = loaded.scope()) {
      Map<String, NDArray> packed =
          PackedWeights.of(
                  loaded.weights().manager(),
                  loaded.program(),
                  config,
                  loaded.weights().arrays(),
                  Precision.FP32,
                  Kernels.PACKED)
              .arrays();
      loaded
          .program()
          .infer(scope, "image_features", TestInputs.pixels(scope, config, 2, 1), packed);
      loaded
          .program()
          .infer(scope, "text_features", TestInputs.ids(scope, config, 2, 8, 1), packed);
    }
  }

  private void refused() {
    try (NDManager scope = model.scope()) {
      NDArray wrong = scope.ones(new Shape(8, 3, 40, 40));
      model.infer(scope, "image_features", wrong);
      throw new IllegalStateException("a picture of another size was encoded");
    } catch (EngineException expected) {
      pass++;
    }
  }

  private interface Step {
    void with(Learner learner, NDManager scope);
  }

  private void learn(int passes, Step step) throws IOException {
    learn(passes, new Objective.Softmax(), step);
  }

  private void learn(int passes, Objective objective, Step step) throws IOException {
    OptimiserSettings settings = new OptimiserSettings(0.9, 0.98, 1e-6, 0.2, 1);
    try (Learner learner =
        new Learner(config, model.weights(), settings, 4, Precision.FP32, objective)) {
      NativeMemory.report(
          model.weights().manager(),
          passes,
          () -> {
            try (NDManager scope = model.scope()) {
              step.with(learner, scope);
            }
          });
    }
  }

  /** Batches below and above the chunk take different ways. */
  private void step(Learner learner, NDManager scope) {
    learner.step(List.of(batch(scope, 3), batch(scope, 5 + pass++ % 4)), 1e-4);
  }

  private void misfit(Learner learner, NDManager scope) {
    PairBatch good = batch(scope, 6);
    NDArray wrong = scope.ones(new Shape(6, 3, 40, 40));
    try {
      learner.step(List.of(good, new PairBatch(wrong, good.ids(), good.groups())), 1e-4);
      throw new IllegalStateException("a batch of another size was learned from");
    } catch (IllegalArgumentException expected) {
      pass++;
    }
  }

  private PairBatch batch(NDManager scope, int n) {
    return new PairBatch(
        TestInputs.pixels(scope, config, n, pass),
        TestInputs.ids(scope, config, n, 12, pass),
        TestInputs.ownGroups(scope, n));
  }
}
