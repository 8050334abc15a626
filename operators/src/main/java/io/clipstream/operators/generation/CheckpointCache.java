package io.clipstream.operators.generation;

import io.clipstream.model.checkpoint.OwnedDirectory;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checkpoints that were fetched, by their hashes, in a directory that the processes of a host
 * share. One of them downloads, the others wait; if it makes no progress, another one downloads
 * too, and the first that is done counts. Each reads through links of its own, so that an entry may
 * be deleted at any time. An entry appears whole; what is left of a process that died is deleted by
 * the next one.
 */
final class CheckpointCache {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final long LOOK_MILLIS = 50;

  private final Path root;
  private final long maxBytes;
  private final Duration patience;

  /** Downloads a checkpoint. */
  interface Download {
    /**
     * To a directory below {@code parent}.
     *
     * @param progress is called as bytes come, by one thread
     */
    OwnedDirectory below(Path parent, Runnable progress) throws IOException;
  }

  private record Entry(Path directory, long bytes, FileTime used) {}

  /**
   * @param root is made if it is not there, for this user alone
   * @param maxBytes beyond this the entries that were not used for longest are deleted
   * @param patience how long another process may download without progress
   */
  CheckpointCache(Path root, long maxBytes, Duration patience) throws IOException {
    this.root = root;
    this.maxBytes = maxBytes;
    this.patience = patience;
    if (!Files.isDirectory(root)) {
      Files.createDirectories(root.toAbsolutePath().getParent());
      makeRoot();
    }
    requireOurs();
  }

  private void makeRoot() throws IOException {
    try {
      Files.createDirectory(root, RemoteCopy.forOurselves(root.toAbsolutePath().getParent()));
    } catch (java.nio.file.FileAlreadyExistsException e) {
      // Another process was faster.
    }
  }

  /** Whoever owns the directory could give us other files than those that were verified. */
  private void requireOurs() throws IOException {
    try (OwnedDirectory probe = OwnedDirectory.create(root, "probe-")) {
      if (!Files.getOwner(root).equals(Files.getOwner(probe.path()))) {
        throw new ResourceException(
            "%s: expected a directory of this process's user, found one of %s; set model.cache-path"
                .formatted(root, Files.getOwner(root)));
      }
    }
  }

  /** Whether something can be kept under this name. */
  static boolean canKeep(String sha256) {
    return HASH.matcher(sha256).matches();
  }

  /**
   * A checkpoint, downloaded if it is not here; the caller closes it. It is not verified.
   *
   * @param abandoned turns true when nobody wants it any more
   */
  OwnedDirectory get(String sha256, BooleanSupplier abandoned, Download download)
      throws IOException {
    DownloadQueue queue = new DownloadQueue(root, sha256, patience);
    while (true) {
      if (abandoned.getAsBoolean()) {
        throw new IOException(RemoteCopy.UNWANTED);
      }
      Optional<OwnedDirectory> view = find(sha256);
      if (view.isPresent()) {
        makeRoom(sha256);
        return view.get();
      }
      Optional<DownloadQueue.Turn> turn = queue.tryTake();
      if (turn.isPresent()) {
        fetch(sha256, turn.get(), download);
      } else {
        pause(sha256);
      }
    }
  }

  private void fetch(String sha256, DownloadQueue.Turn turn, Download download) throws IOException {
    Path entry = root.resolve(sha256);
    try (turn) {
      if (!Files.isDirectory(entry)) {
        try (OwnedDirectory fetched = download.below(root, turn::progress)) {
          keep(fetched.path(), entry);
        }
      }
    }
  }

  /** Of several that downloaded, the first one's stands; the others' go. */
  private static void keep(Path fetched, Path entry) throws IOException {
    try {
      Files.move(fetched, entry);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(entry)) {
        throw e;
      }
    }
  }

  private static void pause(String sha256) throws IOException {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("waiting for checkpoint " + sha256);
    }
  }

  private Optional<OwnedDirectory> find(String sha256) throws IOException {
    Path entry = root.resolve(sha256);
    if (!Files.isDirectory(entry)) {
      return Optional.empty();
    }
    try {
      Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
      return Optional.of(view(entry));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // another process has just deleted it
    }
  }

  private OwnedDirectory view(Path entry) throws IOException {
    OwnedDirectory view = OwnedDirectory.create(root, "view-");
    try {
      for (Path file : files(entry)) {
        link(file, view.path().resolve(file.getFileName()));
      }
      return view;
    } catch (IOException | RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private static void link(Path file, Path link) throws IOException {
    try {
      Files.createLink(link, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(file, link); // not every file system has links
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** Deletes a checkpoint that is not what it should be. */
  void discard(String sha256) throws IOException {
    delete(root.resolve(sha256));
  }

  private void makeRoom(String newest) throws IOException {
    List<Entry> entries = entries();
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    for (Entry entry : entries) {
      String name = entry.directory().getFileName().toString();
      if (bytes > maxBytes && !name.equals(newest)) {
        discard(name);
        bytes -= entry.bytes();
      }
    }
  }

  /** Those that were not used for longest come first. */
  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path directory : files(root)) {
      if (canKeep(directory.getFileName().toString())) {
        try {
          entries.add(new Entry(directory, bytes(directory), Files.getLastModifiedTime(directory)));
        } catch (NoSuchFileException e) {
          // Another process deletes it.
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::used));
    return entries;
  }

  private static long bytes(Path directory) throws IOException {
    long bytes = 0;
    for (Path file : files(directory)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** Under another name at first: a process that dies here leaves no half of an entry. */
  private void delete(Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      try (OwnedDirectory doomed = OwnedDirectory.create(root, "old-")) {
        Files.move(entry, doomed.path().resolve("entry"));
      } catch (NoSuchFileException e) {
        // Another process deletes it.
      }
    }
  }
}
