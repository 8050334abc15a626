package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The optimiser: moments of every trained array, and the step that uses and then empties the
 * gradients. Owns the moments.
 */
final class AdamW implements AutoCloseable {
  private final Program program;
  private final OptimiserSettings settings;
  private final double gradientScale;
  private final ToDoubleFunction<String> shares;
  private final NDManager manager;
  private final Map<String, NDArray> trained = new LinkedHashMap<>();
  private final Map<String, NDArray> first = new LinkedHashMap<>();
  private final Map<String, NDArray> second = new LinkedHashMap<>();
  private long step;

  AdamW(Program program, Weights weights, OptimiserSettings settings) {
    this(program, weights.manager(), weights.arrays(), settings, 1, FineTuning.NONE::rateOf);
  }

  /**
   * @param arrays what is to change, and running statistics, which do not
   * @param gradientScale what the gradients are too large by
   * @param shares what share of the rate an array moves at, by its name; 0 if it stays
   */
  AdamW(
      Program program,
      NDManager owner,
      Map<String, NDArray> arrays,
      OptimiserSettings settings,
      double gradientScale,
      ToDoubleFunction<String> shares) {
    this.shares = shares;
    this.gradientScale = gradientScale;
    this.program = program;
    this.settings = settings;
    this.manager = owner.newSubManager();
    arrays.forEach(this::track);
  }

  private void track(String name, NDArray array) {
    if (shares.applyAsDouble(name) > 0) {
      trained.put(name, array);
      first.put(name, manager.zeros(array.getShape()));
      second.put(name, manager.zeros(array.getShape()));
    }
  }

  /** Gains, biases and the logit scale keep their size; everything else decays. */
  static boolean decays(String name, NDArray array) {
    return array.getShape().dimension() >= 2;
  }

  /**
   * One step at learning rate {@code rate}.
   *
   * @return the length of the gradients of all weights together, before clipping
   * @throws ModelException if that length is infinite or no number; nothing has changed then
   */
  double step(double rate) {
    GradientMode.off();
    try (NDManager scope = manager.newSubManager()) {
      double norm =
          program.train(scope, "gradient_norm", trained).get(0).getFloat() / gradientScale;
      requireFinite(norm);
      step++;
      double clip = Math.min(1, settings.maxGradientNorm() / (norm + 1e-6)) / gradientScale;
      for (double share : trained.keySet().stream().mapToDouble(shares).distinct().toArray()) {
        Predicate<String> moves = name -> shares.applyAsDouble(name) == share;
        Predicate<String> decays = name -> decays(name, trained.get(name));
        update(scope, share * rate, settings.weightDecay(), clip, moves.and(decays));
        update(scope, share * rate, 0, clip, moves.and(decays.negate()));
      }
      return norm;
    }
  }

  /** One such step would turn every weight into NaN for good. */
  private void requireFinite(double norm) {
    if (!Double.isFinite(norm)) {
      throw new ModelException(
          "the gradients of step "
              + (step + 1)
              + " have length "
              + norm
              + ", expected a finite one; lower the learning rate or lengthen the warm-up, and"
              + " resume from the last snapshot");
    }
  }

  private void update(
      NDManager scope, double rate, double decay, double clip, Predicate<String> which) {
    Map<String, NDArray> numbers = new LinkedHashMap<>();
    numbers.put("rate", scope.create(rate));
    numbers.put("decay", scope.create(decay));
    numbers.put("clip", scope.create(clip));
    numbers.put("step", scope.create((double) step));
    numbers.put("beta1", scope.create(settings.beta1()));
    numbers.put("beta2", scope.create(settings.beta2()));
    numbers.put("epsilon", scope.create(settings.epsilon()));
    program.train(
        scope, "adamw", only(trained, which), only(first, which), only(second, which), numbers);
  }

  private static Map<String, NDArray> only(Map<String, NDArray> all, Predicate<String> which) {
    Map<String, NDArray> some = new LinkedHashMap<>(all);
    some.keySet().removeIf(which.negate());
    return some;
  }

  long step() {
    return step;
  }

  /** Goes on behind {@code taken} steps; the moments are restored beside this. */
  void step(long taken) {
    step = taken;
  }

  Map<String, NDArray> first() {
    return Collections.unmodifiableMap(first);
  }

  Map<String, NDArray> second() {
    return Collections.unmodifiableMap(second);
  }

  @Override
  public void close() {
    manager.close();
  }
}
