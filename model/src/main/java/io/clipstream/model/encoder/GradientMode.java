package io.clipstream.model.encoder;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Whether the calling thread's array operations are recorded for gradients. The engine begins every
 * thread with recording; here nothing is recorded but inside of {@link #recording}. This is the one
 * place that sets it.
 */
public final class GradientMode {
  private GradientMode() {}

  /** What the calling thread computes from now on is not recorded. */
  public static void off() {
    JniUtils.setGradMode(false);
  }

  /** Does a piece of work with recording; behind it, however it ends, nothing is recorded. */
  public static <T> T recording(Supplier<T> work) {
    JniUtils.setGradMode(true);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(false);
    }
  }
}
