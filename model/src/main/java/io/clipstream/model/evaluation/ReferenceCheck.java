package io.clipstream.model.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ModelException;
import io.clipstream.model.Precision;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.Safetensors;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.encoder.PackedWeights;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.Learner;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.PairBatch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds a checkpoint against what another implementation computed with it: a safetensors file of
 * inputs ({@code input.pixel_values} [N, 3, S, S], {@code input.input_ids} [N, L]) and any of
 * {@code image_features}, {@code text_features}, {@code logits_per_image}, {@code sigmoid_loss} (of
 * a checkpoint with a logit bias, which its logits hold too), {@code train.losses}, {@code
 * grad.NAME}, {@code grad_norm.NAME} and {@code after3.NAME}, named as in the checkpoint's layout.
 * The training values are those of AdamW with rate 5e-4, betas 0.9 and 0.98, epsilon 1e-6 and
 * weight decay 0.2, without clipping. Of parameters whose gradient is zero but for rounding only
 * movements beyond the rate a step count.
 */
public final class ReferenceCheck {
  private static final OptimiserSettings OPTIMISER =
      new OptimiserSettings(0.9, 0.98, 1e-6, 0.2, Double.POSITIVE_INFINITY);
  private static final double RATE = 5e-4;

  /** Below this share of all gradients' length a gradient is zero but for rounding. */
  private static final double ROUNDING = 1e-7;

  private static final String LOSSES = "train.losses";
  private static final String SIGMOID_LOSS = "sigmoid_loss";

  /** Optimiser steps before the {@code after3} values, and losses at most. */
  private static final int STEPS = 3;

  private static final Pattern TRAINING = Pattern.compile("(?:grad|grad_norm|after3)\\.(.+)");

  private final CheckpointDirectory checkpoint;
  private final Safetensors expected;
  private final Map<Quantity, Double> errors = new LinkedHashMap<>();

  /** What is compared, and how far it may be off: L2 of the difference over L2 of the expected. */
  public enum Quantity {
    IMAGE_FEATURES("image_features", 1e-5),
    TEXT_FEATURES("text_features", 1e-5),
    LOGITS_PER_IMAGE("logits_per_image", 1e-4),
    LOSSES("losses", 1e-4),
    GRADIENTS("gradients", 1e-4),
    PARAMETERS("parameters", 1e-4);

    private final String key;
    private final double tolerance;

    Quantity(String key, double tolerance) {
      this.key = key;
      this.tolerance = tolerance;
    }

    /** Its name in reports. */
    public String key() {
      return key;
    }

    /** The largest relative error that passes. */
    public double tolerance() {
      return tolerance;
    }
  }

  /**
   * The worst relative error of each quantity that the file holds.
   *
   * @param errors in the order of {@link Quantity}
   */
  public record Result(Map<Quantity, Double> errors) {
    /** True if no error exceeds its tolerance. */
    public boolean ok() {
      return errors.entrySet().stream().allMatch(e -> e.getValue() <= e.getKey().tolerance());
    }
  }

  private ReferenceCheck(CheckpointDirectory checkpoint, Safetensors expected) {
    this.checkpoint = checkpoint;
    this.expected = expected;
  }

  /**
   * Computes on the CPU what {@code file} expects of the checkpoint in {@code directory}.
   *
   * @throws ModelException if either cannot be read or they do not fit each other
   */
  public static Result run(Path directory, Path file) {
    CheckpointDirectory checkpoint = CheckpointDirectory.open(directory);
    try (Safetensors expected = Safetensors.open(file);
        Weights weights = checkpoint.load(Device.cpu(), DataType.FLOAT32)) {
      ReferenceCheck check = new ReferenceCheck(checkpoint, expected);
      PairBatch batch = ReferenceInputs.read(expected, checkpoint.config(), weights.manager());
      check.requireKnownNames(weights);
      check.features(weights, batch);
      check.packedFeatures(batch);
      check.training(weights, batch);
      return check.result(file);
    }
  }

  private Result result(Path file) {
    if (errors.isEmpty()) {
      throw new ModelException(
          file + " holds no reference values, expected some of image_features, text_features, ...");
    }
    Map<Quantity, Double> ordered = new LinkedHashMap<>();
    for (Quantity quantity : Quantity.values()) {
      if (errors.containsKey(quantity)) {
        ordered.put(quantity, errors.get(quantity));
      }
    }
    return new Result(ordered);
  }

  private void features(Weights weights, PairBatch batch) {
    try (Program program = Program.load(weights.manager(), checkpoint.config())) {
      features(program, weights.manager(), weights.arrays(), batch);
    }
  }

  /** As tagging computes: those take the place of the plain weights, so they are loaded anew. */
  private void packedFeatures(PairBatch batch) {
    try (Weights loaded = checkpoint.load(Device.cpu(), DataType.FLOAT32);
        Program program = Program.load(loaded.manager(), checkpoint.config())) {
      PackedWeights packed =
          PackedWeights.of(
              loaded.manager(),
              program,
              checkpoint.config(),
              loaded.arrays(),
              Precision.FP32,
              Kernels.PACKED);
      features(program, loaded.manager(), packed.arrays(), batch);
    }
  }

  private void features(
      Program program, NDManager manager, Map<String, NDArray> weights, PairBatch batch) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = infer(program, scope, "image_features", batch.pixels(), weights);
      NDArray texts = infer(program, scope, "text_features", batch.ids(), weights);
      compare(Quantity.IMAGE_FEATURES, "image_features", images);
      compare(Quantity.TEXT_FEATURES, "text_features", texts);
      NDArray unitImages = infer(program, scope, "unit", images);
      NDArray unitTexts = infer(program, scope, "unit", texts);
      NDArray scale = weights.get("logit_scale").exp();
      scale.attach(scope);
      NDArray logits = unitImages.matMul(unitTexts.transpose()).mul(scale);
      if (checkpoint.config().logitBias()) {
        NDArray bias = weights.get("logit_bias");
        logits = logits.add(bias);
        NDArray logScale = weights.get("logit_scale");
        NDArray loss =
            program
                .infer(
                    scope,
                    "pairwise",
                    unitImages,
                    unitTexts,
                    logScale,
                    bias,
                    batch.groups(),
                    (long) batch.size())
                .get(0);
        compare(Quantity.LOSSES, SIGMOID_LOSS, loss);
      }
      compare(Quantity.LOGITS_PER_IMAGE, "logits_per_image", logits);
    }
  }

  /** A value that is compared with nothing must not pass for one that is right. */
  private void requireKnownNames(Weights weights) {
    try (NDManager scope = weights.manager().newSubManager()) {
      Set<String> known =
          checkpoint.layout().toLayout(checkpoint.config(), weights.arrays(), scope).keySet();
      for (String name : expected.names()) {
        Matcher training = TRAINING.matcher(name);
        if (training.matches()) {
          require(name, known.contains(training.group(1)), "a tensor that the checkpoint has");
        }
      }
    }
  }

  private void require(String name, boolean fits, String what) {
    if (!fits) {
      throw new ModelException(expected.file() + " holds " + name + ", expected " + what);
    }
  }

  private static NDArray infer(Program program, NDManager scope, String method, Object... inputs) {
    return program.infer(scope, method, inputs).singletonOrThrow();
  }

  private void compare(Quantity quantity, String name, NDArray found) {
    if (expected.names().contains(name)) {
      note(quantity, relativeError(name, found.toFloatArray(), expected.floats(name), 0));
    }
  }

  private void note(Quantity quantity, double error) {
    // NaN is the worst of all: merging with max keeps it.
    errors.merge(quantity, error, Math::max);
  }

  private void training(Weights weights, PairBatch batch) {
    if (expected.names().stream()
        .noneMatch(n -> n.equals(LOSSES) || TRAINING.matcher(n).matches())) {
      return;
    }
    try (Learner learner = learner(weights, batch);
        NDManager scope = weights.manager().newSubManager()) {
      Map<String, NDArray> gradients =
          checkpoint
              .layout()
              .toLayout(checkpoint.config(), learner.gradients(scope, List.of(batch)), scope);
      double floor = norm(gradients.values()) * ROUNDING;
      gradients.forEach((name, gradient) -> gradient(name, gradient.toFloatArray(), floor));
      steps(learner, batch);
      checkpoint
          .layout()
          .toLayout(checkpoint.config(), weights.arrays(), scope)
          .forEach((name, array) -> parameter(name, array, gradients.get(name), floor));
    }
  }

  private void steps(Learner learner, PairBatch batch) {
    float[] losses = expected.names().contains(LOSSES) ? expected.floats(LOSSES) : new float[0];
    require(LOSSES + " of " + losses.length + " steps", losses.length <= STEPS, STEPS + " at most");
    for (int step = 0; step < STEPS; step++) {
      double found = learner.step(List.of(batch), RATE).loss();
      if (step < losses.length) {
        note(Quantity.LOSSES, Math.abs(found - losses[step]) / Math.abs(losses[step]));
      }
    }
  }

  private Learner learner(Weights weights, PairBatch batch) {
    return new Learner(checkpoint.config(), weights, OPTIMISER, batch.size());
  }

  private void gradient(String name, float[] found, double floor) {
    if (expected.names().contains("grad." + name)) {
      float[] values = expected.floats("grad." + name);
      note(Quantity.GRADIENTS, relativeError("grad." + name, found, values, floor));
    }
    if (expected.names().contains("grad_norm." + name)) {
      double norm = expected.floats("grad_norm." + name)[0];
      double error = Math.abs(norm(found) - norm);
      note(Quantity.GRADIENTS, error == 0 || belowRounding(norm, found, floor) ? 0 : error / norm);
    }
  }

  private static boolean belowRounding(double norm, float[] found, double floor) {
    return norm < floor && norm(found) < floor;
  }

  private void parameter(String name, NDArray array, NDArray gradient, double floor) {
    String key = "after3." + name;
    if (expected.names().contains(key)) {
      float[] found = array.toFloatArray();
      float[] values = expected.floats(key);
      if (gradient != null && found.length == values.length) {
        forgiveRounding(found, values, gradient.toFloatArray(), floor);
      }
      note(Quantity.PARAMETERS, relativeError(key, found, values, 0));
    }
  }

  /**
   * Numbers whose gradient is zero but for rounding, such as biases of keys, which no softmax
   * notices: Adam makes steps of any size up to the rate out of the rounding of each machine.
   */
  private void forgiveRounding(float[] found, float[] values, float[] gradient, double floor) {
    double allowed = 2 * RATE * STEPS;
    for (int i = 0; i < found.length; i++) {
      if (Math.abs(gradient[i]) < floor && Math.abs(found[i] - values[i]) <= allowed) {
        found[i] = values[i];
      }
    }
  }

  private double relativeError(String name, float[] found, float[] values, double floor) {
    if (found.length != values.length) {
      throw new ModelException(
          expected.file()
              + ": "
              + name
              + " has "
              + values.length
              + " numbers, the checkpoint makes "
              + found.length);
    }
    double norm = norm(values);
    if (belowRounding(norm, found, floor)) {
      return 0;
    }
    double squares = 0;
    for (int i = 0; i < found.length; i++) {
      squares += Math.pow(found[i] - values[i], 2);
    }
    return squares == 0 ? 0 : Math.sqrt(squares) / norm;
  }

  private static double norm(Iterable<NDArray> arrays) {
    double squares = 0;
    for (NDArray array : arrays) {
      squares += Math.pow(norm(array.toFloatArray()), 2);
    }
    return Math.sqrt(squares);
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
