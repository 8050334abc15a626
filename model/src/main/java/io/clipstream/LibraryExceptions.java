package io.clipstream;

import ai.djl.engine.EngineException;
import io.clipstream.schemas.Quoting;
import java.util.function.Supplier;

/** Where what goes wrong below becomes the library's own exception. */
final class LibraryExceptions {
  private LibraryExceptions() {}

  static <T> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (io.clipstream.schemas.ClipstreamException | EngineException e) {
      throw translated(e);
    }
  }

  static ClipstreamException translated(RuntimeException failure) {
    String message =
        failure instanceof EngineException
            ? "the engine failed: " + Quoting.visible(String.valueOf(failure.getMessage()))
            : failure.getMessage();
    return new ClipstreamException(message, failure);
  }
}
