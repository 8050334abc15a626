package io.clipstream.model;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * How a process ends while threads compute, as it does after Ctrl-C: the C library runs the
 * destructors of the engine's libraries under the feet of these threads, and in one of six times
 * the JVM crashed.
 */
public final class EngineEnd {
  private static boolean hooked;

  private EngineEnd() {}

  /**
   * Sees to it that they are left out whenever this process ends: for one that is another's, such
   * as a TaskManager of Flink, which may be stopped while its tasks compute. Once is enough.
   */
  public static synchronized void skipDestructorsAtTheEnd() {
    if (!hooked) {
      try {
        Runtime.getRuntime().addShutdownHook(hook());
        hooked = true;
      } catch (IllegalStateException e) {
        skipDestructors(); // it is ending already
      }
    }
  }

  /** It outlives the job whose thread makes it, so it must not hold that job's classes. */
  private static Thread hook() {
    boolean inherits = false;
    Thread hook =
        new Thread(null, EngineEnd::skipDestructors, "clipstream-engine-end", 0, inherits);
    hook.setContextClassLoader(EngineEnd.class.getClassLoader());
    return hook;
  }

  /**
   * Leaves these destructors out when the process ends, whose status stays what it is; for a hook
   * of the JVM's shutdown. Where the C library is not glibc nothing happens.
   */
  public static void skipDestructors() {
    if (Platform.isLinux()) {
      try {
        NativeLibrary c = NativeLibrary.getInstance("c");
        // What is registered last runs first, and is given the status.
        int unused =
            c.getFunction("on_exit").invokeInt(new Object[] {c.getFunction("_exit"), null});
      } catch (LinkageError e) {
        return; // another C library, or no room for JNA's own
      }
    }
  }
}
