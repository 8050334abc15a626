package io.clipstream.operators.generation;

import ai.djl.engine.EngineException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Finds whose fault a failed batch is. Halves go separate ways until one record is left; if that
 * one fails and the device still works, the record is refused, else the device's failure is thrown.
 * A batch that the device's memory does not hold is halved as well, but memory is never the fault
 * of a record.
 */
public final class Bisection<T, R> {
  private static final Log LOG = Log.of(Bisection.class);

  private final Function<List<T>, List<R>> encode;
  private final Function<RuntimeException, R> refuse;
  private final BooleanSupplier deviceIsHealthy;

  /**
   * @param encode gives a result for each record of a batch
   * @param refuse the result of a record that cannot be encoded
   */
  public Bisection(
      Function<List<T>, List<R>> encode,
      Function<RuntimeException, R> refuse,
      BooleanSupplier deviceIsHealthy) {
    this.encode = encode;
    this.refuse = refuse;
    this.deviceIsHealthy = deviceIsHealthy;
  }

  /**
   * A result for each record.
   *
   * @throws RuntimeException what the device threw, if it is not the fault of a record
   */
  public List<R> run(List<T> batch) {
    try {
      return encode.apply(batch);
    } catch (RuntimeException failure) {
      boolean isMemory = isOutOfMemory(failure);
      if (batch.size() > 1) {
        LOG.with(LogKey.COUNT, batch.size())
            .with(LogKey.ERROR, isMemory ? "the device's memory is short" : failure)
            .warn("the device fails with a batch; it is tried in halves");
        return halves(batch);
      }
      if (isMemory || !deviceIsHealthy.getAsBoolean()) {
        throw failure;
      }
      return List.of(refuse.apply(failure));
    }
  }

  private List<R> halves(List<T> batch) {
    int half = batch.size() / 2;
    List<R> results = new ArrayList<>(run(batch.subList(0, half)));
    results.addAll(run(batch.subList(half, batch.size())));
    return results;
  }

  /** PyTorch tells only by the message, on CPU and GPU in different words. */
  static boolean isOutOfMemory(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return failure instanceof EngineException
        && (message.contains("out of memory") || message.contains("can't allocate memory"));
  }
}
