package io.clipstream.model.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.ArrayDictionary;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.Objective;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Zero-shot classification by weights in memory whose objective need not be contrastive: a picture
 * is of the class whose name is nearest to it, or likeliest by it. Class names stand as they are.
 * One thread at a time; owns its pictures.
 */
public final class ZeroShotTrial implements AutoCloseable {
  /** Pictures that are encoded at once. */
  private static final int CHUNK = 64;

  private final NDManager manager;
  private final Program program;
  private final ClassNames names;
  private final NDList pixels = new NDList(); // each [up to CHUNK, 3, S, S]
  private final List<Integer> truths = new ArrayList<>();

  /**
   * Shares of pictures whose class is right.
   *
   * @param accuracy by the likelihood of all words of the name
   * @param accuracyPerWord by its mean over the words
   */
  public record Outcome(double accuracy, double accuracyPerWord) {}

  /**
   * Decodes the pictures.
   *
   * @param examples to be classified
   * @param classes to choose from, those of the examples among them
   * @throws ModelException if a picture cannot be read
   */
  public ZeroShotTrial(
      ClipConfig config,
      Tokenizer tokenizer,
      List<LabelledSet.Example> examples,
      List<String> classes,
      Device device) {
    this.names = new ClassNames(classes, tokenizer);
    this.manager = NDManager.newBaseManager(device, "PyTorch");
    this.program = Program.load(manager, config);
    try {
      load(examples, classes, Preprocessing.clip(config.image().imageSize()));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private void load(
      List<LabelledSet.Example> examples, List<String> classes, Preprocessing preprocessing) {
    GradientMode.off();
    Map<String, NDArray> channels = preprocessing.levels(manager);
    for (int from = 0; from < examples.size(); from += CHUNK) {
      List<LabelledSet.Example> chunk =
          examples.subList(from, Math.min(from + CHUNK, examples.size()));
      chunk.forEach(example -> truths.add(classes.indexOf(example.label())));
      try (NDManager scope = manager.newSubManager()) {
        int side = preprocessing.imageSize();
        Shape shape = new Shape(chunk.size(), side, side, 3);
        NDArray levels =
            scope
                .create(levels(scope, chunk, preprocessing), shape, DataType.UINT8)
                .transpose(0, 3, 1, 2);
        pixels.addAll(program.train(manager, "pixels", levels, channels));
      }
    }
  }

  private static ByteBuffer levels(
      NDManager scope, List<LabelledSet.Example> examples, Preprocessing preprocessing) {
    int side = preprocessing.imageSize();
    Preprocessor preprocessor = new Preprocessor(preprocessing);
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    ByteBuffer levels = scope.allocateDirect(examples.size() * 3 * side * side);
    for (LabelledSet.Example example : examples) {
      levels.put(
          decoder
              .read(example.path(), side)
              .match(
                  preprocessor::apply,
                  rejected -> {
                    throw new ModelException(example.path() + ": " + rejected.message());
                  }));
    }
    return levels.flip();
  }

  /**
   * Classifies.
   *
   * @param weights what the objective teaches, by the names of its program
   */
  public Outcome of(Objective objective, Map<String, NDArray> weights) {
    try (NDManager scope = manager.newSubManager();
        ArrayDictionary dictionary = ArrayDictionary.of(weights)) {
      NameScores scores =
          objective.match(
              () -> NameScores.contrast(scope, program, names, dictionary),
              sigmoid -> NameScores.contrast(scope, program, names, dictionary),
              captioning -> NameScores.likelihood(captioning, scope, program, names, dictionary));
      double right = 0;
      double rightPerWord = 0;
      int at = 0;
      for (NDArray chunk : pixels) {
        for (float[] ofOne : scored(scope, scores, chunk, dictionary)) {
          int truth = truths.get(at++);
          right += best(ofOne, index -> 1) == truth ? 1 : 0;
          rightPerWord += best(ofOne, scores::words) == truth ? 1 : 0;
        }
      }
      return new Outcome(right / at, rightPerWord / at);
    }
  }

  /** [N][K] */
  private float[][] scored(
      NDManager outer, NameScores scores, NDArray chunk, ArrayDictionary weights) {
    try (NDManager scope = outer.newSubManager()) {
      NDArray features = program.infer(scope, "image_features", chunk, weights).get(0);
      float[] flat = scores.of(scope, features).toFloatArray();
      float[][] rows = new float[flat.length / names.count()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(flat, i * names.count(), (i + 1) * names.count());
      }
      return rows;
    }
  }

  /** The class of the highest score, divided by what belongs to its name. */
  private int best(float[] scores, IntUnaryOperator divisor) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      boolean higher = scores[i] / divisor.applyAsInt(i) > scores[best] / divisor.applyAsInt(best);
      best = higher ? i : best;
    }
    return names.place(best);
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
