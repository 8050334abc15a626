package io.clipstream.cli;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The files of a folder and those that come later or change, each once. It looks twice a second
 * instead of asking the system to be told, which works on every file system; a file is taken when
 * it looked the same twice, so that one which is still being copied is not torn.
 */
final class FolderFeed implements PictureFeed {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long MAX_BYTES = 9 << 20;

  /** How a file looked. */
  private record Look(long size, long changed) {}

  private final Path folder;
  private final String prefix;
  private final Map<Path, Look> seen = new HashMap<>();
  private final Map<Path, Look> taken = new HashMap<>();
  private final Queue<Path> ready = new ArrayDeque<>();
  private long lookAt = System.nanoTime();
  private boolean first = true;

  /**
   * @param prefix of the ids, before the path below the folder
   */
  FolderFeed(Path folder, String prefix) {
    this.folder = folder;
    this.prefix = prefix;
  }

  @Override
  public Optional<Sample> next() {
    if (ready.isEmpty() && System.nanoTime() >= lookAt) {
      look();
      lookAt = System.nanoTime() + LOOK_NANOS;
    }
    while (!ready.isEmpty()) {
      Path file = ready.remove();
      try {
        if (Files.size(file) <= KafkaClients.MAX_INLINE) { // films and archives are left alone
          return Optional.of(new Sample(id(file), Files.readAllBytes(file)));
        }
      } catch (IOException e) {
        taken.remove(file); // gone or unreadable for now
      }
    }
    return Optional.empty();
  }

  private String id(Path file) {
    return Path.of(prefix).resolve(folder.relativize(file)).toString();
  }

  private void look() {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .forEach(this::look);
      first = false;
    } catch (IOException | UncheckedIOException e) {
      if (!Files.isDirectory(folder)) {
        throw new ResourceException(folder + ": the folder is gone", e);
      }
      // Something in it went away while we looked; look again next time.
    }
  }

  private void look(Path file) {
    Look now = lookOf(file);
    if (now == null || now.size() > MAX_BYTES) {
      return;
    }
    // What is there when we begin is taken at once: nobody is in the middle of copying it.
    boolean settled = now.equals(seen.put(file, now)) || first;
    if (settled && !now.equals(taken.get(file))) {
      taken.put(file, now);
      ready.add(file);
    }
  }

  private static Look lookOf(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? new Look(attributes.size(), attributes.lastModifiedTime().toMillis())
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    ready.clear();
  }
}
