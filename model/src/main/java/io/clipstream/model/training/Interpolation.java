package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights on the straight line between two models of one architecture: a model that was trained
 * further, drawn back towards the one that it started from, keeps most of what it learnt and loses
 * less of what it knew (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", section 3).
 * Running statistics of batch norms are interpolated like the rest.
 */
public final class Interpolation {
  private final ClipConfig config;
  private final Program program;
  private final Map<String, NDArray> parent;
  private final Map<String, NDArray> trained;

  /**
   * @param program of the architecture; used by one thread at a time
   * @param parent stay the caller's and are not changed
   * @param trained likewise; of the parent's names and shapes
   * @throws ModelException if the two are of different architectures
   */
  public Interpolation(
      ClipConfig config,
      Program program,
      Map<String, NDArray> parent,
      Map<String, NDArray> trained) {
    this.config = config;
    this.program = program;
    this.parent = parent;
    this.trained = trained;
    if (!parent.keySet().equals(trained.keySet())) {
      throw new ModelException(
          "the weights to interpolate between have different names, expected one architecture");
    }
    parent.forEach((name, array) -> requireShape(name, array, trained.get(name)));
  }

  private static void requireShape(String name, NDArray parent, NDArray trained) {
    if (!parent.getShape().equals(trained.getShape())) {
      throw new ModelException(
          "tensor "
              + name
              + " has shape "
              + trained.getShape()
              + ", expected the parent's "
              + parent.getShape());
    }
  }

  /**
   * The weights at {@code alpha}: (1 - alpha) parent + alpha trained.
   *
   * @param alpha 0 for the parent, 1 for the trained weights, exactly
   * @param owner a manager that the result takes over
   * @throws ModelException if {@code alpha} is outside 0 to 1
   */
  public Weights at(double alpha, NDManager owner) {
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new ModelException("alpha is " + alpha + ", expected 0 to 1");
    }
    GradientMode.off();
    Map<String, NDArray> mixed = new LinkedHashMap<>();
    parent.forEach((name, array) -> mixed.put(name, copy(array, owner)));
    try (NDManager scope = owner.newSubManager()) {
      program.train(scope, "average", mixed, trained, scope.create(1 - alpha));
    }
    return new Weights(config, owner, mixed);
  }

  private static NDArray copy(NDArray array, NDManager owner) {
    NDArray copy = array.duplicate();
    copy.attach(owner);
    return copy;
  }
}
