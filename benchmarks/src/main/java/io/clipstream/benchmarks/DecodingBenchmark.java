package io.clipstream.benchmarks;

import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.jpeg.JpegEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reports {@link Decoding} beside {@link DecodingPeers}. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description =
        "Decoding and preprocessing of made-up photographs in CPU time of one thread, beside Pillow "
            + "and OpenCV (Debian's python3-pil and python3-opencv) where they are, in turn.")
final class DecodingBenchmark implements Callable<Integer> {
  private static final String OURS = "ours";

  @Option(names = "--rounds", defaultValue = "7", description = "Rounds. Default: 7.")
  private int rounds;

  @Option(
      names = "--round-time",
      defaultValue = "1s",
      description = "How long each takes in a round. Default: ${DEFAULT-VALUE}.")
  private String roundTime;

  @Option(
      names = "--pictures",
      split = ",",
      defaultValue =
          "jpg 640x480,jpg 1920x1080,jpg 4000x3000,jpg progressive 1920x1080,"
              + "png 640x480,png 1920x1080,webp 640x480,webp 1920x1080",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<String> pictures;

  @Option(
      names = "--python",
      defaultValue = "/usr/bin/python3",
      description = "The interpreter of the peers. Default: ${DEFAULT-VALUE}.")
  private String python;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Table table = new Table(spec.commandLine().getOut());
    table.line(
        "decode and preprocess to %d, CPU time of one thread, JPEGs by %s, %d rounds of %s, %s",
        Decoding.SIDE, JpegEngine.chosen().describe(), rounds, roundTime, Machine.now());
    Path directory = Files.createTempDirectory("clipstream-decode");
    try {
      Optional<DecodingPeers> peers = peers(directory, table);
      for (String picture : pictures) {
        measure(picture, directory.resolve("picture"), peers, table);
      }
      if (peers.isPresent()) {
        peers.get().close();
      }
    } finally {
      delete(directory);
    }
    return 0;
  }

  private Optional<DecodingPeers> peers(Path directory, Table table) {
    try {
      DecodingPeers peers = new DecodingPeers(python, directory);
      table.line("peers: %s", peers.versions().isEmpty() ? "none" : peers.versions());
      return Optional.of(peers);
    } catch (IOException absent) {
      table.line("peers: none, %s does not run", python);
      return Optional.empty();
    }
  }

  private void measure(String picture, Path file, Optional<DecodingPeers> peers, Table table)
      throws IOException {
    byte[] bytes = Decoding.photograph(picture);
    Files.write(file, bytes);
    double wall = TimeValue.fromString(roundTime).convertTo(TimeUnit.MILLISECONDS) / 1000.0;
    Decoding decoding = new Decoding(Preprocessing.clip(Decoding.SIDE));
    Map<String, DoubleSupplier> tasks = new LinkedHashMap<>();
    Map<String, byte[]> pixels = new LinkedHashMap<>();
    tasks.put(OURS, () -> decoding.seconds(bytes, wall));
    pixels.put(OURS, decoding.pixels(bytes));
    peers.ifPresent(
        those -> {
          for (String name : names(those, picture)) {
            tasks.put(name, () -> those.seconds(name, wall, Decoding.SIDE, file));
          }
        });
    Rounds measured =
        Rounds.of(
            rounds,
            tasks,
            name -> {
              if (!name.equals(OURS)) {
                pixels.put(name, pixels(peers.orElseThrow()));
              }
            });
    print(picture, measured, pixels, table);
  }

  /** Only JPEGs are decoded at a reduced scale. */
  private static List<String> names(DecodingPeers peers, String picture) {
    return peers.names().stream()
        .filter(name -> picture.startsWith("jpg") || !name.contains("draft"))
        .toList();
  }

  private static byte[] pixels(DecodingPeers peers) {
    try {
      return peers.pixels();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(
      String picture, Rounds measured, Map<String, byte[]> pixels, Table table) {
    pixels.forEach(
        (name, made) ->
            table.line(
                "%-26s %-20s %7.2f ms (best %.2f), %.2f times ours, off Pillow's full %s",
                picture,
                name,
                1e3 * measured.median(name),
                1e3 * measured.best(name),
                measured.ratio(name, OURS),
                difference(made, pixels.getOrDefault("Pillow, full", made))));
  }

  private static String difference(byte[] made, byte[] reference) {
    long sum = 0;
    int most = 0;
    for (int i = 0; i < made.length; i++) {
      int off = Math.abs((made[i] & 255) - (reference[i] & 255));
      sum += off;
      most = Math.max(most, off);
    }
    return "by %.2f, at most %d".formatted((double) sum / made.length, most);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
