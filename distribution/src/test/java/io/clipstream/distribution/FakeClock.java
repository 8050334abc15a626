package io.clipstream.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The system's clock as some processes see it, by libfaketime: it can be set while they run. */
final class FakeClock {
  static final String MISSING =
      "no libfaketime in /usr/lib: install Debian's package libfaketime to run this";

  private final Path file;

  private FakeClock(Path file) {
    this.file = file;
    set("+0");
  }

  static boolean isInstalled() {
    return library().isPresent();
  }

  private static Optional<Path> library() {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
          .filter(Files::isReadable)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static FakeClock at(Path file) {
    return new FakeClock(file);
  }

  /**
   * Sets it.
   *
   * @param difference from the true time, such as {@code -1h}
   */
  void set(String difference) {
    try {
      Files.writeString(file, difference + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a process is started with; its monotonic clock stays the true one, as on a machine. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library().orElseThrow().toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_CACHE_DURATION", // seconds until a change is seen
        "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", // else every timed wait of the JVM spins
        "0",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        "DONT_FAKE_MONOTONIC",
        "1");
  }
}
