package io.clipstream.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Devices by the names that users give them. */
public final class Devices {
  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,4}))?");

  /** Each step is worth about a fifth of the processor's time. */
  private static final int NICER = 6;

  private Devices() {}

  /**
   * @param name {@code auto} (the first GPU if there is one, else the CPU), {@code cpu}, {@code
   *     cuda} or {@code cuda:N}
   * @throws SettingException if the name is another
   * @throws ResourceException if it names a GPU that is not there
   */
  public static Device named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("cpu")) {
      return Device.cpu();
    }
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    if (lower.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    Matcher cuda = CUDA.matcher(lower);
    if (!cuda.matches()) {
      throw new SettingException("device is '" + name + "', expected auto, cpu, cuda or cuda:N");
    }
    int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
    if (index >= gpus) {
      throw new ResourceException(
          "device is '" + name + "', but PyTorch sees " + gpus + " GPUs here; use cpu or auto");
    }
    return Device.gpu(index);
  }

  /** A device's name, as {@link #named} takes it. */
  public static String name(Device device) {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : device.getDeviceType();
  }

  /**
   * Lets what the calling thread computes on the CPU from now on take so many cores at most. Other
   * threads are not affected: each has workers of its own.
   *
   * @param cores 1 or more
   */
  public static void limitCores(int cores) {
    if (cores < 1) {
      throw new SettingException("cores of a thread are " + cores + ", expected 1 or more");
    }
    Engine.getEngine("PyTorch"); // loads the native library
    synchronized (Devices.class) {
      int all = JniUtils.getNumThreads();
      CompletableFuture<Void> limited = new CompletableFuture<>();
      CompletableFuture<Void> restored = restoreAfter(limited, all);
      try {
        JniUtils.setNumThreads(Math.min(cores, all));
      } finally {
        limited.complete(null);
      }
      restored.join();
    }
  }

  /**
   * Lets the calling thread, and those it starts, give way to the process's other threads where the
   * processor does not suffice for all: it gets about a quarter of what another gets. On Linux; on
   * other systems nothing happens. There is no way back.
   */
  public static void giveWay() {
    if (Platform.isLinux()) {
      int unused = Function.getFunction("c", "nice").invokeInt(new Object[] {NICER});
    }
  }

  /**
   * New threads take over what was set last, by whomever, when they first compute. The thread that
   * sets it back is started first: if it cannot be, nothing has changed.
   */
  private static CompletableFuture<Void> restoreAfter(CompletableFuture<Void> limited, int cores) {
    return CompletableFuture.runAsync(
        () -> {
          limited.join();
          JniUtils.setNumThreads(cores);
        },
        task -> new Thread(task, "clipstream-cores").start());
  }
}
