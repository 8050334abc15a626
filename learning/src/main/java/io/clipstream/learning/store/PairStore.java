package io.clipstream.learning.store;

import io.clipstream.model.training.data.SkipLog;
import io.clipstream.model.training.data.SkipReason;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.ResourceException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Pairs on disk: Avro container files of {@link CaptionedImage} in a folder for each {@link Split}.
 * A file is never changed once it is visible, but {@link #delete} replaces it and {@link
 * StoreCompaction} puts several together. Files whose names begin with a dot are still being
 * written.
 */
public final class PairStore {
  /** Within a process; a lock on a file holds off other processes. */
  private static final Object LOCK = new Object();

  private final Path root;

  /**
   * @param root need not exist yet
   */
  public PairStore(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  Path resolve(StoredFile file) {
    return root.resolve(file.path());
  }

  /** The visible files of a part, in the order of their paths. */
  public List<StoredFile> files(Split split) {
    Path folder = root.resolve(split.folder());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<StoredFile> files = new ArrayList<>();
      for (Path path : paths.filter(PairStore::isVisible).toList()) {
        addIfThere(path, files);
      }
      files.sort(Comparator.comparing(StoredFile::path));
      return files;
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new ResourceException(
          folder + ": the pair store cannot be listed: " + e.getMessage(), e);
    }
  }

  /** A file may be replaced or compacted away between listing and looking. */
  private void addIfThere(Path path, List<StoredFile> files) throws IOException {
    try {
      String relative = root.relativize(path).toString().replace('\\', '/');
      files.add(new StoredFile(relative, Files.size(path)));
    } catch (NoSuchFileException e) {
      // Gone meanwhile: it is not visible.
    }
  }

  private static boolean isVisible(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(".avro") && !name.startsWith(".");
  }

  /**
   * Records in a file by its block headers, without decoding one.
   *
   * @throws ResourceException if the file is damaged
   */
  public long count(StoredFile file) {
    try (DataFileReader<Object> in =
        new DataFileReader<>(resolve(file).toFile(), new GenericDatumReader<>())) {
      long records = 0;
      while (in.hasNext()) {
        records += in.getBlockCount();
        in.nextBlock();
      }
      return records;
    } catch (IOException | AvroRuntimeException e) {
      throw new ResourceException(resolve(file) + ": cannot be counted: " + e.getMessage(), e);
    }
  }

  /** When each picture was last taken back; pairs captioned until then do not count. */
  public Map<String, Instant> retractions(SkipLog skips) {
    Map<String, Instant> latest = new HashMap<>();
    for (StoredFile file : files(Split.RETRACTIONS)) {
      try (DataFileReader<CaptionedImage> in = open(file)) {
        for (CaptionedImage record : in) {
          latest.merge(
              record.getImageId(), record.getCaptionedAt(), (a, b) -> a.isAfter(b) ? a : b);
        }
      } catch (IOException | AvroRuntimeException e) {
        skips.add(SkipReason.DAMAGED_FILE, file.path(), String.valueOf(e.getMessage()));
      }
    }
    return latest;
  }

  long length(StoredFile file) throws IOException {
    return Files.size(resolve(file));
  }

  DataFileReader<CaptionedImage> open(StoredFile file) throws IOException {
    Path path = resolve(file);
    if (Files.size(path) < 4) {
      throw new EOFException("is empty");
    }
    return new DataFileReader<>(path.toFile(), new SpecificDatumReader<>(CaptionedImage.class));
  }

  /** Something that changes files. */
  interface Change<T> {
    T run() throws IOException;
  }

  /**
   * Changes files while no other process does: a deletion must not meet a compaction.
   *
   * @throws ResourceException if the disk refuses
   */
  <T> T exclusively(Change<T> change) {
    synchronized (LOCK) {
      Path file = root.resolve(".lock");
      try {
        Files.createDirectories(root);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          if (!lock.isValid()) {
            throw new IOException("the lock of " + file + " is gone");
          }
          return change.run();
        }
      } catch (IOException e) {
        throw new ResourceException(root + ": cannot be changed: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Rewrites every file that holds a pair of {@code imageId} without it; the bytes are gone then.
   * Rounds under way read either the old or the new file.
   *
   * @return pairs removed
   * @throws ResourceException if a file is damaged or the disk refuses; files before it are done
   */
  public int delete(String imageId) {
    return exclusively(
        () -> {
          int removed = 0;
          for (Split split : List.of(Split.TRAIN, Split.HELD_OUT)) {
            for (StoredFile file : files(split)) {
              removed += delete(imageId, file);
            }
          }
          return removed;
        });
  }

  private int delete(String imageId, StoredFile file) {
    Path path = resolve(file);
    Path part = path.resolveSibling("." + path.getFileName() + ".rewrite");
    try {
      int removed = 0;
      try (DataFileReader<CaptionedImage> in = open(file);
          DataFileWriter<CaptionedImage> out =
              new DataFileWriter<>(new SpecificDatumWriter<>(CaptionedImage.class))) {
        StoreCompaction.keepSources(in, out);
        out.create(CaptionedImage.getClassSchema(), part.toFile());
        for (CaptionedImage record : in) {
          boolean hit = record.getImageId().equals(imageId);
          removed += hit ? 1 : 0;
          if (!hit) {
            out.append(record);
          }
        }
      }
      replace(path, part, removed > 0);
      return removed;
    } catch (IOException | AvroRuntimeException e) {
      throw new ResourceException(path + ": cannot be rewritten: " + e.getMessage(), e);
    }
  }

  private static void replace(Path path, Path part, boolean changed) throws IOException {
    if (!changed) {
      Files.delete(part);
      return;
    }
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
