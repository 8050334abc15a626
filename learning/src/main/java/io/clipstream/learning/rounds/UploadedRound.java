package io.clipstream.learning.rounds;

import io.clipstream.control.places.StoragePlace;
import io.clipstream.learning.storage.Storage;
import io.clipstream.learning.storage.StorageEntry;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.schemas.Digests;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A round's checkpoint and its snapshots on a file system that renames no directory. The checkpoint
 * is there once its {@code SHA256SUMS} is, which is written last.
 */
final class UploadedRound {
  private final Storage storage;
  private final StoragePlace place;
  private final String roundId;
  private final Runnable requireHeld;
  private final Consumer<String> progress;
  private final Map<String, FileTime> savedAt = new HashMap<>();

  UploadedRound(
      Storage storage,
      StoragePlace place,
      String roundId,
      Runnable requireHeld,
      Consumer<String> progress) {
    this.storage = storage;
    this.place = place;
    this.roundId = roundId;
    this.requireHeld = requireHeld;
    this.progress = progress;
  }

  private String workFolder() {
    return ".rounds/" + roundId;
  }

  private String uri() {
    return place.uri() + "/" + roundId;
  }

  /**
   * The round, if all of its checkpoint was uploaded before.
   *
   * @param scratch takes the two small files that say so
   */
  Optional<Round.Finished> finished(Path scratch) throws IOException {
    Path directory = scratch.resolve("finished");
    try {
      fetch(roundId + "/" + Integrity.FILE, directory.resolve(Integrity.FILE));
      Map<String, String> hashes = Integrity.listed(directory);
      for (String name : hashes.keySet()) {
        storage.look(roundId + "/" + name);
      }
      Path report = directory.resolve(RoundReport.FILE);
      fetch(roundId + "/" + RoundReport.FILE, report);
      if (!Digests.sha256(report).equals(hashes.get(RoundReport.FILE))) {
        return Optional.empty();
      }
      String identity = Integrity.identity(hashes);
      return Optional.of(new Round.Finished(uri(), identity, RoundReport.read(directory)));
    } catch (NoSuchFileException | ModelException e) {
      return Optional.empty(); // never begun, or cut off: it is written anew
    }
  }

  /** Brings the snapshot of an earlier attempt, if there is one, into the folder of the round. */
  void fetchWork(Path checkpoints) throws IOException {
    for (StorageEntry entry : storage.list(workFolder())) {
      try {
        Path file = checkpoints.resolve(entry.path());
        fetch(entry.path(), file);
        // By this time it is told whether a round got further.
        FileTime written = FileTime.fromMillis(entry.modifiedMillis());
        Files.setLastModifiedTime(file, written);
        savedAt.put(entry.path(), written);
      } catch (NoSuchFileException e) {
        // Was deleted meanwhile.
      }
    }
  }

  private void fetch(String path, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (InputStream in = storage.open(path)) {
      Files.copy(in, file);
    }
  }

  /**
   * Saves the folder of the round as it stands. A round does not fail of a snapshot that cannot be
   * saved: it goes on, and would only be trained from an earlier one.
   */
  void saveWork(Path work) {
    try {
      requireHeld.run();
      Set<String> saved = new HashSet<>();
      for (Path file : files(work)) {
        String path = workFolder() + "/" + file.getFileName();
        FileTime written = Files.getLastModifiedTime(file);
        if (!written.equals(savedAt.get(path))) {
          upload(file, path);
          savedAt.put(path, written);
        }
        saved.add(path);
      }
      for (StorageEntry entry : storage.list(workFolder())) {
        if (!saved.contains(entry.path())) {
          storage.delete(entry.path());
        }
      }
      savedAt.keySet().retainAll(saved);
    } catch (IOException e) {
      progress.accept(
          "round %s: its snapshot could not be saved to %s: %s"
              .formatted(roundId, storage.name(), e.getMessage()));
    }
  }

  /** The visible files in a directory; its lock is of no use elsewhere. */
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  private void upload(Path file, String path) throws IOException {
    storage.write(path, out -> Files.copy(file, out));
  }

  /**
   * Uploads a checkpoint, its {@code SHA256SUMS} last, and deletes the snapshots.
   *
   * @param checkpoints has the directory of the round
   * @throws ResourceException if another attempt has taken over
   */
  Round.Finished publish(Path checkpoints, Round.Finished done) throws IOException {
    requireHeld.run();
    progress.accept("round " + roundId + ": uploading the checkpoint to " + uri());
    String sums = roundId + "/" + Integrity.FILE;
    storage.delete(sums); // of an upload that was cut off and then changed
    for (Path file : files(checkpoints.resolve(roundId))) {
      if (!file.getFileName().toString().equals(Integrity.FILE)) {
        upload(file, roundId + "/" + file.getFileName());
      }
    }
    requireHeld.run();
    upload(checkpoints.resolve(sums), sums);
    deleteWork();
    return new Round.Finished(uri(), done.sha256(), done.report());
  }

  private void deleteWork() {
    try {
      for (StorageEntry entry : storage.list(workFolder())) {
        storage.delete(entry.path());
      }
    } catch (IOException e) {
      // The checkpoint is there; what is left of the work only takes space.
    }
  }
}
