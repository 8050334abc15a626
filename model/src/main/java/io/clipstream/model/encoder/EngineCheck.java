package io.clipstream.model.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ModelException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Holds the engine, once for each device of a process and before it serves, against results that
 * are known: on some processors its libraries compute wrongly without a word. Takes some hundredths
 * of a second.
 */
final class EngineCheck {
  /**
   * The largest relative error, L2 over L2. Of small whole numbers there is next to none; the
   * faults that were seen are 0.2 and more, or NaN.
   */
  private static final double TOLERANCE = 0.01;

  /** How far oneDNN, which computes convolutions on the CPU, may use what the processor offers. */
  private static final String VARIABLE = "ONEDNN_MAX_CPU_ISA";

  /** Right on every processor that was tried. */
  private static final String SAFE = "SSE41";

  private static final Set<Device> RIGHT = new HashSet<>();

  private EngineCheck() {}

  /** What is held against the known results: the engine, or in tests what stands in for it. */
  interface Arithmetic {
    float[] compute(KnownResult known);
  }

  /**
   * Checks the engine on the device of {@code parent}, unless it was found right before.
   *
   * @throws ModelException if it computes wrongly
   */
  static synchronized void require(NDManager parent) {
    if (!RIGHT.contains(parent.getDevice())) {
      try (NDManager scope = parent.newSubManager();
          Program program = Program.of(scope, ProgramText.ofEngineCheck())) {
        Arithmetic engine = known -> computed(program, scope, known);
        require(parent.getDevice(), System.getenv(VARIABLE), engine);
      }
      RIGHT.add(parent.getDevice());
    }
  }

  private static float[] computed(Program program, NDManager scope, KnownResult known) {
    Object[] inputs = known.inputs().stream().map(numbers -> numbers.on(scope)).toArray();
    return program.infer(scope, known.method(), inputs).singletonOrThrow().toFloatArray();
  }

  /**
   * @param setting the value of {@link #VARIABLE}, or null
   * @throws ModelException if a result is another than the known one
   */
  static void require(Device device, String setting, Arithmetic arithmetic) {
    for (KnownResult known : KnownResult.all()) {
      double error = relativeError(arithmetic.compute(known), known.expected());
      if (!(error <= TOLERANCE)) { // NaN is wrong too
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "PyTorch computes wrongly on this %s: %s has a relative error of %.2g, expected %s at most; %s",
                device.isGpu() ? "GPU" : "processor",
                known.title(),
                error,
                TOLERANCE,
                advice(device, setting)));
      }
    }
  }

  private static String advice(Device device, String setting) {
    if (device.isGpu()) {
      return "use the device cpu, or another driver";
    }
    if (SAFE.equalsIgnoreCase(setting)) {
      return VARIABLE + "=" + setting + " did not help; use another machine";
    }
    return "set the environment variable " + VARIABLE + "=" + SAFE + " and start again";
  }

  private static double relativeError(float[] found, double[] expected) {
    double squares = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      squares += Math.pow(found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(squares / norm);
  }
}
