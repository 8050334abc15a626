package io.clipstream.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Pillow and OpenCV in a Python process, as far as the machine has them. */
final class DecodingPeers implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;
  private final Path output;
  private final String versions;
  private final List<String> names;

  /**
   * Starts the process.
   *
   * @param python the interpreter
   * @param directory for files that it reads and writes
   */
  DecodingPeers(String python, Path directory) throws IOException {
    Path script = directory.resolve("decoding_peers.py");
    try (InputStream source = DecodingPeers.class.getResourceAsStream("decoding_peers.py")) {
      Files.copy(source, script);
    }
    output = directory.resolve("output");
    process =
        new ProcessBuilder(python, script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
    List<String> first = Arrays.asList(line().split("\t", -1));
    versions = first.get(0);
    names = List.copyOf(first.subList(1, first.size()));
  }

  /** Libraries with their versions; empty if there are none. */
  String versions() {
    return versions;
  }

  /** Ways to decode. */
  List<String> names() {
    return names;
  }

  /** The CPU seconds that one picture takes in the median of as many as fit into {@code wall}. */
  double seconds(String name, double wall, int side, Path file) {
    try {
      in.write(String.format(Locale.ROOT, "%s\t%f\t%d\t%s\t%s%n", name, wall, side, file, output));
      in.flush();
      return Double.parseDouble(line()) / 1000;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pixels that were made last, {@code [side, side, 3]}. */
  byte[] pixels() throws IOException {
    return Files.readAllBytes(output);
  }

  private String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the Python process ended");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    in.close(); // and it ends
    process.destroy();
  }
}
