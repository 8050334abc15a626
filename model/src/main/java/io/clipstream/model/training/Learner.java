package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Weights that learn: a step takes batches of pairs, pulls true pairs together and pushes the
 * others apart (paper, section 2.3), and moves the weights. One thread at a time.
 */
public final class Learner implements AutoCloseable {
  /** Below 6e-8 a number of 16 bits is zero, which many gradients are without a factor. */
  private static final double HALF_GRADIENT_SCALE = 1024;

  private final ClipConfig config;
  private final Weights weights;
  private final Program program;
  private final NDManager manager;
  private final Map<String, NDArray> learned;
  private final BatchGradients gradients;
  private final HeldTexts heldTexts;
  private final FineTuning tuning;
  private final AdamW optimiser;
  private final double gradientScale;
  private Consumer<PairBatch> beforeFirst = batch -> {};

  /**
   * What a step did.
   *
   * @param loss mean loss of the step's batches, before it
   * @param gradientNorm length of all gradients together, before clipping
   * @param logitScale the factor of the similarities after the step; 1 to 100 without a logit bias
   */
  public record Report(double loss, double gradientNorm, double logitScale) {}

  /**
   * @param weights changed in place; stay the caller's
   * @param chunk pairs that pass through the encoders at once; batches may be larger
   */
  public Learner(ClipConfig config, Weights weights, OptimiserSettings settings, int chunk) {
    this(config, weights, settings, chunk, Precision.FP32);
  }

  /**
   * As above, with encoders that compute in {@code precision}; the weights stay float32.
   *
   * @param precision a type of 16 bits saves time and memory on CUDA. Gradients of FP16 are scaled
   *     up on their way back; those that overflow all the same stop the training
   */
  public Learner(
      ClipConfig config,
      Weights weights,
      OptimiserSettings settings,
      int chunk,
      Precision precision) {
    this(config, weights, settings, chunk, precision, new Objective.Softmax());
  }

  /**
   * As above, by {@code objective}.
   *
   * @param objective of the sigmoid the bias is learnt too; where the architecture has none, it is
   *     kept beside the weights. Of captioning a head, while weights that it has no use for stay as
   *     they are
   */
  public Learner(
      ClipConfig config,
      Weights weights,
      OptimiserSettings settings,
      int chunk,
      Precision precision,
      Objective objective) {
    this(config, weights, settings, chunk, precision, objective, FineTuning.NONE, RandomTexts.NONE);
  }

  /**
   * As above, as gently as {@code tuning} says.
   *
   * @param tuning its distillation holds to what the weights are now
   * @param heldTexts texts that it holds besides
   */
  Learner(
      ClipConfig config,
      Weights weights,
      OptimiserSettings settings,
      int chunk,
      Precision precision,
      Objective objective,
      FineTuning tuning,
      RandomTexts heldTexts) {
    this.config = config;
    this.weights = weights;
    this.program = Program.load(weights.manager(), config, precision);
    this.manager = weights.manager().newSubManager();
    this.learned =
        objective.match(
            this::withoutBias,
            sigmoid -> withBias(sigmoid.bias()),
            captioning -> captioning.learned(config, weights.arrays(), manager));
    this.tuning = tuning;
    learned.forEach(this::requireGradient);
    this.gradientScale = precision == Precision.FP16 ? HALF_GRADIENT_SCALE : 1;
    this.gradients =
        objective.match(
            () -> new GradientCache(program, manager, learned, chunk, tuning),
            sigmoid -> pairwise(sigmoid, chunk, tuning),
            captioning -> new CaptionGradients(program, manager, learned, chunk));
    this.heldTexts =
        new HeldTexts(program, manager, learned, heldTexts, chunk, tuning.distillation());
    this.optimiser = new AdamW(program, manager, learned, settings, gradientScale, tuning::rateOf);
  }

  private Map<String, NDArray> withoutBias() {
    Map<String, NDArray> arrays = new LinkedHashMap<>(weights.arrays());
    arrays.remove(Objective.BIAS);
    return arrays;
  }

  private Map<String, NDArray> withBias(OptionalDouble bias) {
    Map<String, NDArray> arrays = withoutBias();
    arrays.put(Objective.BIAS, bias(bias));
    return arrays;
  }

  /** A model's own, or one beside it. */
  private NDArray bias(OptionalDouble value) {
    return config.logitBias()
        ? weights.get(Objective.BIAS)
        : manager.full(new Shape(), (float) value.orElse(0));
  }

  private GradientCache pairwise(Objective.Sigmoid sigmoid, int chunk, FineTuning tuning) {
    GradientCache cache = new GradientCache(program, manager, learned, chunk, tuning);
    if (!config.logitBias() && sigmoid.bias().isEmpty()) {
      beforeFirst = cache::fitBias;
    }
    return cache;
  }

  private void requireGradient(String name, NDArray array) {
    JniUtils.attachGradient((PtNDArray) array, tuning.rateOf(name) > 0);
  }

  /**
   * One step.
   *
   * @param batches their gradients are averaged
   * @param rate the learning rate
   * @throws IllegalArgumentException if there is no batch, or one does not fit the model; the
   *     weights are as before
   * @throws ModelException if the gradients are not finite; the weights are as before, except for
   *     the running statistics of batch norms
   */
  public Report step(List<PairBatch> batches, double rate) {
    return step(batches, List.of(), rate);
  }

  /** As {@link #step(List, double)}, and learns words besides; the loss is that of the pairs. */
  Report step(List<PairBatch> batches, List<WordBatch> words, double rate) {
    double loss = accumulate(batches, words);
    double norm = update(rate);
    NDArray scale = weights.get("logit_scale");
    if (!config.logitBias()) { // beside a bias the scale was never bounded
      try (NDManager scope = weights.manager().newSubManager()) {
        program.train(scope, "cap", scale);
      }
    }
    return new Report(loss, norm, Math.exp(scale.getFloat()));
  }

  /** Adds the gradients of the batches' mean loss, which it returns; all of them or none. */
  private double accumulate(List<PairBatch> batches, List<WordBatch> words) {
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("a step has no batches, expected 1 or more");
    }
    batches.forEach(batch -> batch.requireFits(config));
    beforeFirst.accept(batches.get(0));
    beforeFirst = batch -> {};
    try {
      double loss = 0;
      for (PairBatch batch : batches) {
        loss += gradients.accumulate(batch, gradientScale / batches.size()) / batches.size();
      }
      heldTexts.accumulate(optimiser.step(), batches, gradientScale);
      words.forEach(this::accumulate);
      return loss;
    } catch (RuntimeException e) {
      gradients.clear();
      throw e;
    }
  }

  private void accumulate(WordBatch words) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray share = scope.full(new Shape(), (float) (gradientScale * words.weight()));
      GradientMode.recording(
          () ->
              program.train(
                  scope,
                  "word_gradients",
                  words.terms(),
                  words.meanings(),
                  learned,
                  words.groups(),
                  share));
    }
  }

  private double update(double rate) {
    try {
      return optimiser.step(rate);
    } catch (RuntimeException e) {
      gradients.clear();
      throw e;
    }
  }

  /**
   * The gradients of the batches' mean loss, without a step: for comparisons.
   *
   * @param scope owns the result
   * @return the gradient of every trained array, by its name
   * @throws IllegalArgumentException as {@link #step} does
   */
  public Map<String, NDArray> gradients(NDManager scope, List<PairBatch> batches) {
    return gradients(scope, batches, List.of());
  }

  /** As {@link #gradients(NDManager, List)}, with those of words besides. */
  Map<String, NDArray> gradients(NDManager scope, List<PairBatch> batches, List<WordBatch> words) {
    accumulate(batches, words);
    Map<String, NDArray> copies = new LinkedHashMap<>();
    learned.forEach((name, array) -> copyGradient(scope, name, array, copies));
    gradients.clear();
    return copies;
  }

  private void copyGradient(
      NDManager scope, String name, NDArray array, Map<String, NDArray> copies) {
    if (tuning.rateOf(name) > 0) {
      try (NDArray gradient = JniUtils.getGradient((PtNDArray) array)) {
        NDArray copy = gradient.duplicate();
        copy.attach(scope);
        if (gradientScale != 1) {
          copy.divi(scope.full(copy.getShape(), (float) gradientScale));
        }
        copies.put(name, copy);
      }
    }
  }

  /** The weights and what is learnt beside them: the bias of the sigmoid. */
  Map<String, NDArray> learned() {
    return Collections.unmodifiableMap(learned);
  }

  /** Says that {@link #learned} was restored, bias and all. */
  void restored() {
    beforeFirst = batch -> {};
  }

  AdamW optimiser() {
    return optimiser;
  }

  Program program() {
    return program;
  }

  /** Ends learning: the weights stay, the optimiser's memory goes. */
  @Override
  public void close() {
    optimiser.close();
    program.close();
    manager.close();
    weights.arrays().values().forEach(array -> JniUtils.attachGradient((PtNDArray) array, false));
  }
}
