package io.clipstream.model.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;

/** A random model with its programs. */
public record LoadedModel(ClipConfig config, Weights weights, Program program)
    implements AutoCloseable {
  /** Random weights for {@code config}. */
  public static LoadedModel of(ClipConfig config) {
    Weights weights = TestModels.random(config, 1);
    return new LoadedModel(config, weights, Program.load(weights.manager(), config));
  }

  /** A scope on the model's device; the caller closes it. */
  public NDManager scope() {
    return weights.manager().newSubManager();
  }

  /** The single result of a method whose last argument are the weights. */
  public NDArray infer(NDManager scope, String method, NDArray input) {
    return program.infer(scope, method, input, weights.arrays()).singletonOrThrow();
  }

  @Override
  public void close() {
    program.close();
    weights.close();
  }
}
