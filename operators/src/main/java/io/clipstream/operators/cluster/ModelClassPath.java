package io.clipstream.operators.cluster;

import java.security.CodeSource;
import java.util.List;
import org.apache.flink.api.common.JobID;

/**
 * Checks that the model and its engine are loaded by the cluster's own class loader, not by the
 * job's. Native code loads once per process and belongs to the class loader that loaded it: with
 * the engine in the job's jar a second submission to the same TaskManager fails, and no two jobs
 * share weights.
 *
 * <p>Refers to no class of the model, so that it can say what is wrong where the model is missing.
 */
public final class ModelClassPath {
  private static final List<String> SHARED =
      List.of("ai.djl.engine.Engine", "com.sun.jna.Native", "io.clipstream.model.ModelException");
  private static final String REMEDY =
      "put the jars of the distribution's lib/ into Flink's lib/ on every JobManager, TaskManager"
          + " and client, restart them, and submit the distribution's clipstream-jobs.jar as it is";

  private ModelClassPath() {}

  /**
   * Checks the class loaders of the present process; cheap after the first call.
   *
   * @throws IllegalStateException if the model or its engine is missing, or comes from the job's
   *     jar; the message says what to do
   */
  public static void require() {
    require(ModelClassPath.class.getClassLoader(), JobID.class.getClassLoader());
  }

  static void require(ClassLoader job, ClassLoader flink) {
    SHARED.forEach(name -> requireShared(name, job, flink));
  }

  private static void requireShared(String name, ClassLoader job, ClassLoader flink) {
    Class<?> found = load(name, job);
    if (!isSameOrParent(found.getClassLoader(), flink)) {
      throw new IllegalStateException(
          "class path: "
              + name
              + " comes from the job's class loader ("
              + origin(found)
              + "), expected Flink's lib/, since native code loads once per process and a second"
              + " submission would fail; "
              + REMEDY);
    }
  }

  private static Class<?> load(String name, ClassLoader job) {
    try {
      return Class.forName(name, false, job);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalStateException(
          "class path: " + name + " is missing, expected it in Flink's lib/; " + REMEDY, e);
    }
  }

  /** Whether {@code candidate} is {@code loader} or one of those that it asks. */
  private static boolean isSameOrParent(ClassLoader candidate, ClassLoader loader) {
    for (ClassLoader l = loader; l != null; l = l.getParent()) {
      if (l == candidate) {
        return true;
      }
    }
    return candidate == null;
  }

  private static String origin(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? "unknown jar" : String.valueOf(source.getLocation());
  }
}
