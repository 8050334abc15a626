package io.clipstream.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a benchmark writes what it found, for programs to read. */
final class Output {
  @Option(names = "--output", paramLabel = "FILE", description = "Gets the results as JSON.")
  private Path file;

  /**
   * @param conditions rounds, threads, date and load
   */
  Report report(String benchmark, String conditions) {
    return new Report(benchmark, conditions);
  }

  void write(Report report) throws IOException {
    report.write(file);
  }
}
