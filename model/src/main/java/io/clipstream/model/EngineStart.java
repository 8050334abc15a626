package io.clipstream.model;

import ai.djl.engine.Engine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The engine's native libraries, some hundreds of megabytes, are loaded once for a process, on a
 * thread of their own, while others do something else.
 */
public final class EngineStart {
  private static CompletableFuture<Void> loaded;

  private EngineStart() {}

  /** Begins, unless it has begun. */
  public static synchronized CompletableFuture<Void> begin() {
    if (loaded == null) {
      loaded =
          CompletableFuture.runAsync(
              EngineStart::load, task -> new Thread(task, "clipstream-engine-start").start());
    }
    return loaded;
  }

  private static void load() {
    Engine unused = Engine.getEngine("PyTorch");
  }

  /**
   * Waits until it is loaded, and fails as it did: the engine itself says only once why it cannot
   * be loaded.
   */
  public static void await() {
    try {
      begin().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Waits if it has begun, whatever comes of it: a process must not end in the middle. */
  public static void settle() {
    CompletableFuture<Void> begun;
    synchronized (EngineStart.class) {
      begun = loaded;
    }
    if (begun != null) {
      begun.handle((nothing, failure) -> nothing).join();
    }
  }
}
