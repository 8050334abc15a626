package io.clipstream.benchmarks;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.Devices;
import io.clipstream.model.Precision;
import io.clipstream.model.checkpoint.Architectures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the kit's Java side runs on the machine with the GPU: the whole way of a picture. */
@Command(
    name = "run-java.sh",
    mixinStandardHelpOptions = true,
    description = "Tags, encodes in four threads, swaps, and decodes beside encoding.")
public final class GpuKitRun implements Callable<Integer> {
  private static final int THREADS = 4;

  @Option(names = "--device", defaultValue = "auto", description = "auto, cpu, cuda or cuda:N.")
  private String deviceName;

  @Option(names = "--box", required = true, description = "A trained checkpoint, to tag with.")
  private Path box;

  @Option(names = "--architecture", defaultValue = "ViT-B/32", description = "Random weights.")
  private String architecture;

  @Option(names = "--precision", description = "Default: FP16 on a GPU, else FP32.")
  private Precision precision;

  @Option(names = "--batch", defaultValue = "256", description = "Pictures. Default: 256.")
  private int batch;

  @Option(names = "--seconds", defaultValue = "5", description = "Of a measurement. Default: 5.")
  private double seconds;

  @Option(names = "--swaps", defaultValue = "100", description = "Default: 100.")
  private int swaps;

  @Option(names = "--cores", description = "That decode. Default: all.")
  private int cores = Runtime.getRuntime().availableProcessors();

  private final Table table = new Table(new PrintWriter(System.out, true));
  private Device device;

  public static void main(String[] args) {
    System.exit(new CommandLine(new GpuKitRun()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Engine engine = Engine.getEngine("PyTorch");
    device = Devices.named(deviceName);
    if (precision == null) {
      precision = device.isGpu() ? Precision.FP16 : Precision.FP32;
    }
    table.line("PyTorch %s, %s, %s", engine.getVersion(), device, Machine.now());
    tag();
    Path folder = Files.createTempDirectory("clipstream-gpu-kit");
    try {
      Path model = RandomCheckpoint.write(folder, Architectures.named(architecture)).directory();
      try (Clip clip = Clip.load(model, device, precision)) {
        List<byte[]> pictures = pictures(clip);
        threads(clip, pictures);
        decoding(clip, pictures);
      }
      swap(model);
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The same embeddings as on the CPU, as far as the precision goes. */
  private void tag() throws Exception {
    try (Clip expected = Clip.load(box, Device.cpu());
        Clip actual = Clip.load(box, device, precision)) {
      List<byte[]> pictures = pictures(expected).subList(0, Math.min(16, batch));
      float[] there = encoded(actual, pictures);
      float[] here = encoded(expected, pictures);
      double off = 0;
      for (int i = 0; i < here.length; i++) {
        off = Math.max(off, Math.abs(here[i] - there[i]));
      }
      table.line(
          "embeddings of %d pictures in %s: off the CPU's by %.5f",
          pictures.size(), precision, off);
    }
  }

  private List<byte[]> pictures(Clip clip) throws Exception {
    List<byte[]> pictures = new ArrayList<>();
    Decoding decoding = new Decoding(clip.preprocessing());
    for (int i = 0; i < 16; i++) {
      pictures.add(decoding.pixels(SyntheticPictures.photograph(i)));
    }
    return Collections.nCopies((batch + 15) / 16, pictures).stream()
        .flatMap(List::stream)
        .limit(batch)
        .toList();
  }

  private static float[] encoded(Clip clip, List<byte[]> pictures) {
    try (NDManager scope = clip.newScope()) {
      return clip.encodeImages(scope, pictures).toFloatArray();
    }
  }

  /** Several threads get what one gets, and how fast. */
  private void threads(Clip clip, List<byte[]> pictures) throws Exception {
    float[] expected = encoded(clip, pictures);
    for (int threads : new int[] {1, THREADS}) {
      double rate =
          rate(
              threads,
              () -> {
                if (!Arrays.equals(expected, encoded(clip, pictures))) {
                  throw new IllegalStateException("a thread got other embeddings");
                }
                return batch;
              });
      table.line("encode, %d threads, batch %d: %.1f pictures/s", threads, batch, rate);
    }
  }

  /** Decoding on all cores alone, and while one thread encodes. */
  private void decoding(Clip clip, List<byte[]> pictures) throws Exception {
    byte[] photograph = SyntheticPictures.photograph(1);
    Decoding decoding = new Decoding(clip.preprocessing());
    Callable<Integer> decode = () -> decoding.pixels(photograph).length > 0 ? 1 : 0;
    table.line("decode 640x480 alone, %d cores: %.1f pictures/s", cores, rate(cores, decode));
    ExecutorService beside = Executors.newSingleThreadExecutor();
    try {
      Future<Double> encoding =
          beside.submit(() -> rate(1, () -> encoded(clip, pictures).length > 0 ? batch : 0));
      double decoded = rate(cores, decode);
      table.line("decode beside encode: %.1f pictures/s, %.1f encoded", decoded, encoding.get());
    } finally {
      beside.shutdown();
    }
  }

  /** Loads and closes the model again and again: memory must not grow. */
  private void swap(Path model) throws Exception {
    for (int i = 0; i <= swaps; i++) {
      try (Clip clip = Clip.load(model, device, precision)) {
        if (i == 0 || i == swaps / 10 || i == swaps) {
          float[] unused = encoded(clip, pictures(clip));
          table.line(
              "after %d swaps: %d MiB in use, %d numbers",
              i, DeviceMemory.mebibytes(device), unused.length);
        }
      }
    }
  }

  /** What so many threads get done in a second, after a warm-up. */
  private double rate(int threads, Callable<Integer> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      int unused = work.call();
      long start = System.nanoTime();
      long end = start + (long) (1e9 * seconds);
      List<Future<Long>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        done.add(pool.submit(() -> until(end, work)));
      }
      long total = 0;
      for (Future<Long> count : done) {
        total += count.get();
      }
      return total / ((System.nanoTime() - start) / 1e9);
    } finally {
      pool.shutdown();
    }
  }

  private static long until(long end, Callable<Integer> work) throws Exception {
    long count = 0;
    do {
      count += work.call();
    } while (System.nanoTime() < end);
    return count;
  }
}
