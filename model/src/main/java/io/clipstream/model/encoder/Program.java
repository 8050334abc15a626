package io.clipstream.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mathematics of a model as TorchScript, without weights: one definition for tagging and
 * training, CPU and GPU. Weights go in with each call, as a dictionary. May be called by several
 * threads at once.
 */
public final class Program implements AutoCloseable {
  private final NDManager manager;
  private final PtSymbolBlock block;

  private Program(NDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /**
   * Compiles the programs of an architecture for the device of {@code parent}.
   *
   * @throws ModelException if the engine computes wrongly on that device; the first program of a
   *     process that is loaded on it finds out
   */
  public static Program load(NDManager parent, ClipConfig config) {
    return load(parent, config, Precision.FP32);
  }

  /** As {@link #load(NDManager, ClipConfig)}, with encoders that learn in another type. */
  public static Program load(NDManager parent, ClipConfig config, Precision training) {
    EngineCheck.require(parent);
    return of(parent, ProgramText.of(config, training));
  }

  /**
   * The programs of an architecture as a TorchScript archive, for another runtime of PyTorch.
   *
   * @param training what the encoders compute in while they learn
   */
  public static byte[] archive(ClipConfig config, Precision training) {
    try {
      return ProgramArchive.of(ProgramText.of(config, training)).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the programs", e);
    }
  }

  /** Compiles logistic regression on features, for the device of {@code parent}. */
  public static Program linearProbe(NDManager parent) {
    return of(parent, ProgramText.ofLinearProbe());
  }

  /** Compiles methods that are given as text. */
  static Program of(NDManager parent, String methods) {
    NDManager manager = parent.newSubManager();
    try {
      return new Program(
          manager,
          JniUtils.loadModule((PtNDManager) manager, ProgramArchive.of(methods), false, false));
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException("cannot load the programs", e);
    }
  }

  /**
   * Runs a method without recording gradients. The results cannot enter autograd.
   *
   * @param scope the manager that shall own the results
   * @param arguments in the order of the method's parameters: an {@link NDArray}, a map of arrays
   *     by name, an {@link ArrayDictionary}, a {@link Long} or a {@link Double}
   */
  public NDList infer(NDManager scope, String method, Object... arguments) {
    // Optimised graphs are specialised to shapes: they cost a compilation whenever a batch has a
    // new size, and give other last digits in the first calls than in later ones.
    JniUtils.setGraphExecutorOptimize(false);
    IValue[] inputs = new IValue[arguments.length];
    List<IValue> own = new ArrayList<>();
    try {
      for (int i = 0; i < arguments.length; i++) {
        inputs[i] = input(arguments[i], own);
      }
      try (IValue result = IValueUtils.runMethod(block, method, inputs)) {
        return result.toNDList((PtNDManager) scope);
      }
    } finally {
      own.forEach(IValue::close);
    }
  }

  private static IValue input(Object argument, List<IValue> own) {
    if (argument instanceof ArrayDictionary arrays) {
      return arrays.value();
    }
    IValue input = input(argument);
    own.add(input);
    return input;
  }

  private static IValue input(Object argument) {
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    }
    if (argument instanceof Map<?, ?> arrays) {
      Map<String, PtNDArray> native_ = new LinkedHashMap<>();
      arrays.forEach((name, array) -> native_.put((String) name, (PtNDArray) array));
      return IValue.stringMapFrom(native_);
    }
    if (argument instanceof Long number) {
      return IValue.from(number.longValue());
    }
    return IValue.from(((Double) argument).doubleValue());
  }

  /**
   * Runs a method in the thread's gradient mode, so that arrays that require a gradient take part.
   *
   * @param scope the manager that shall own the results
   * @param arguments as for {@link #infer}, but no numbers; none may be empty. A call that fails
   *     inside the engine keeps their memory for good: check them before. Names their arrays, so
   *     one thread at a time for each set of weights.
   */
  public NDList train(NDManager scope, String method, Object... arguments) {
    JniUtils.setGraphExecutorOptimize(false);
    try (NDManager names = scope.newSubManager()) {
      NDList inputs = new NDList();
      NDArray tag = names.zeros(new Shape(1));
      tag.setName("module_method:" + method);
      inputs.add(tag);
      for (int i = 0; i < arguments.length; i++) {
        addInput(inputs, i, arguments[i]);
      }
      NDList results = IValueUtils.forward(block, inputs, true);
      results.attach(scope);
      return results;
    }
  }

  /**
   * The engine takes the name of an array for its place: null a parameter, p.KEY in a dictionary.
   */
  private static void addInput(NDList inputs, int index, Object argument) {
    if (argument instanceof NDArray array) {
      array.setName(null);
      inputs.add(array);
      return;
    }
    ((Map<?, ?>) argument)
        .forEach(
            (name, array) -> {
              ((NDArray) array).setName("p" + index + "." + name);
              inputs.add((NDArray) array);
            });
  }

  @Override
  public void close() {
    manager.close();
  }
}
