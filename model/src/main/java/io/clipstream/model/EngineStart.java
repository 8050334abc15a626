package io.clipstream.model;

import ai.djl.engine.Engine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Loads the engine's native libraries, some hundreds of megabytes, while the caller does something
 * else. To close it waits for them: a process must not end in the middle.
 */
public final class EngineStart implements AutoCloseable {
  private final CompletableFuture<Void> loaded;

  private EngineStart(CompletableFuture<Void> loaded) {
    this.loaded = loaded;
  }

  /** Begins, on a thread of its own. */
  public static EngineStart begin() {
    return new EngineStart(
        CompletableFuture.runAsync(
            EngineStart::load, task -> new Thread(task, "clipstream-engine-start").start()));
  }

  private static void load() {
    Engine unused = Engine.getEngine("PyTorch");
  }

  /** Waits, and fails as the engine did: it says only once why it cannot be loaded. */
  @Override
  public void close() {
    try {
      loaded.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
