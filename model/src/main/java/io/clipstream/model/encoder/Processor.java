package io.clipstream.model.encoder;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.model.Precision;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What decides on a machine how fast a kernel is. */
public final class Processor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** Sets of instructions that kernels are made for. */
  private static final Set<String> SETS =
      Set.of("avx2", "avx512f", "avx512_bf16", "avx512_vnni", "avx_vnni", "amx_bf16", "amx_tile");

  /** By these the engine's libraries are told to use less than there is. */
  private static final List<String> VARIABLES =
      List.of("ONEDNN_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY", "MKL_ENABLE_INSTRUCTIONS");

  private Processor() {}

  /** The processor's name with the sets of instructions that matter here; one line. */
  public static String name() {
    List<String> lines = cpuinfo();
    String model = value(lines, "model name") + familyAndModel(lines);
    TreeSet<String> sets = new TreeSet<>(Arrays.asList(value(lines, "flags").split(" ")));
    sets.retainAll(SETS);
    return Stream.concat(
            Stream.of(model.isBlank() ? System.getProperty("os.arch") : model), sets.stream())
        .collect(Collectors.joining(" "));
  }

  private static String familyAndModel(List<String> lines) {
    String family = value(lines, "cpu family");
    return family.isEmpty() ? "" : " (family " + family + " model " + value(lines, "model") + ")";
  }

  /** Whether products of bfloat16 are faster than those of fp32 by instructions of their own. */
  public static boolean hasBfloat16() {
    Set<String> flags = Set.of(value(cpuinfo(), "flags").split(" "));
    String limit = System.getenv(VARIABLES.get(0));
    boolean allowed = limit == null || limit.matches("(?i)ALL|DEFAULT|.*BF16.*|.*FP16.*|.*AMX.*");
    return allowed && (flags.contains("avx512_bf16") || flags.contains("amx_bf16"));
  }

  /**
   * Refuses a type that would be slower on a device than single precision.
   *
   * @param option by which people chose the type
   * @throws SettingException if the device is no GPU and its processor has no instructions for it
   */
  public static void requireSupported(Precision precision, Device device, String option) {
    boolean onProcessor = precision == Precision.BF16 && hasBfloat16();
    if (precision != Precision.FP32 && !device.isGpu() && !onProcessor) {
      String where =
          precision == Precision.BF16
              ? "CUDA or a processor with AVX512_BF16 or AMX, but the device is %s without them"
              : "CUDA, but the device is %s";
      throw new SettingException(
          "precision is %s, which is for %s; leave %s out"
              .formatted(precision, where.formatted(device.getDeviceType()), option));
    }
  }

  /** The name, the engine, its threads and its settings: what a measurement holds for. */
  static String fingerprint() {
    String settings =
        VARIABLES.stream()
            .filter(name -> System.getenv(name) != null)
            .map(name -> " " + name + "=" + System.getenv(name))
            .collect(Collectors.joining());
    Engine engine = Engine.getEngine("PyTorch");
    return name()
        + ", PyTorch "
        + engine.getVersion()
        + ", threads "
        + JniUtils.getNumThreads()
        + settings;
  }

  private static List<String> cpuinfo() {
    try {
      return Files.readAllLines(CPUINFO);
    } catch (IOException e) { // not Linux
      return List.of();
    }
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.matches(key + "\\s*:.*"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }
}
