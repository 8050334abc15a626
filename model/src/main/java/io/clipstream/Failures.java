package io.clipstream;

import ai.djl.engine.EngineException;
import io.clipstream.model.ModelException;
import java.util.function.Supplier;

/** Where what goes wrong below becomes the library's own exception. */
final class Failures {
  private Failures() {}

  static <T> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (ModelException e) {
      throw new ClipstreamException(e.getMessage(), e);
    } catch (EngineException e) {
      throw new ClipstreamException("the engine failed: " + e.getMessage(), e);
    }
  }
}
