package io.clipstream.model.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the seeds of a target as files, for a fuzzer to begin with: {@code TARGET FOLDER}. */
public final class FuzzSeeds {
  private FuzzSeeds() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[1]));
    int number = 0;
    for (byte[] seed : FuzzTargets.seeds(args[0])) {
      Files.write(folder.resolve("seed-" + number++), seed);
    }
  }
}
