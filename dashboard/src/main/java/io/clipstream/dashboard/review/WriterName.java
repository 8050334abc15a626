package io.clipstream.dashboard.review;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The name by which a dashboard writes in transactions: the same after a restart, so that Kafka
 * ends what a crash left half done, and another for every directory.
 */
final class WriterName {
  private WriterName() {}

  static String in(Path directory) {
    Path file = directory.resolve("writer");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(directory);
        Files.writeString(file, "clipstream-dashboard-" + UUID.randomUUID());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ResourceException(
          file + ": cannot be written: " + e.getMessage() + "; choose another with --dir", e);
    }
  }
}
