package io.clipstream.learning.store;

import io.clipstream.learning.storage.LocalStorage;
import io.clipstream.learning.storage.Storage;
import io.clipstream.learning.storage.StorageEntry;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.model.training.data.SkipReason;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.ResourceException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Captioned pictures in files: Avro container files of {@link CaptionedImage} in a folder for each
 * {@link Split}. A file is never changed once it is visible, but {@link #delete} replaces it and
 * {@link StoreCompaction} puts several together. Files whose names begin with a dot are still being
 * written.
 */
public final class PairStore {
  private static final int BUFFER = 1 << 16;

  private final Storage storage;

  /** A store on any file system. */
  public PairStore(Storage storage) {
    this.storage = storage;
  }

  /**
   * A store on this machine.
   *
   * @param root need not exist yet
   */
  public PairStore(Path root) {
    this(new LocalStorage(root));
  }

  /** The store's directory, for people. */
  public String name() {
    return storage.name();
  }

  Storage storage() {
    return storage;
  }

  /** The visible files of a part, in the order of their paths. */
  public List<StoredFile> files(Split split) {
    try {
      return storage.list(split.folder()).stream()
          .filter(PairStore::isVisible)
          .map(entry -> new StoredFile(entry.path(), entry.length()))
          .sorted(Comparator.comparing(StoredFile::path))
          .toList();
    } catch (IOException e) {
      throw new ResourceException(
          "%s: the pair store cannot be listed: %s"
              .formatted(storage.name(split.folder()), e.getMessage()),
          e);
    }
  }

  private static boolean isVisible(StorageEntry entry) {
    return entry.fileName().endsWith(".avro") && !entry.fileName().startsWith(".");
  }

  /**
   * Records in a file by its block headers, without decoding one.
   *
   * @throws ResourceException if the file is damaged
   */
  public long count(StoredFile file) {
    try (DataFileStream<Object> in =
        new DataFileStream<>(bytes(file), new GenericDatumReader<>())) {
      long records = 0;
      while (in.hasNext()) {
        records += in.getBlockCount();
        in.nextBlock();
      }
      return records;
    } catch (IOException | AvroRuntimeException e) {
      throw new ResourceException(
          storage.name(file.path()) + ": cannot be counted: " + e.getMessage(), e);
    }
  }

  /** When each picture was last taken back; pairs captioned until then do not count. */
  public Map<String, Instant> retractions(SkipLog skips) {
    Map<String, Instant> latest = new HashMap<>();
    for (StoredFile file : files(Split.RETRACTIONS)) {
      try (DataFileStream<CaptionedImage> in = open(file)) {
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
    return storage.look(file.path()).length();
  }

  DataFileStream<CaptionedImage> open(StoredFile file) throws IOException {
    return new DataFileStream<>(bytes(file), new SpecificDatumReader<>(CaptionedImage.class));
  }

  private InputStream bytes(StoredFile file) throws IOException {
    InputStream in = new BufferedInputStream(storage.open(file.path()), BUFFER);
    in.mark(1);
    if (in.read() < 0) {
      in.close();
      throw new EOFException("is empty");
    }
    in.reset();
    return in;
  }

  /**
   * Copies files of another store into this one, with all that takes pairs back. What is not there
   * is left out: whoever reads it notes that.
   *
   * @param abandoned turns true when nobody wants them any more
   */
  public void fetch(PairStore from, List<StoredFile> files, BooleanSupplier abandoned)
      throws IOException {
    List<StoredFile> all = new ArrayList<>(files);
    all.addAll(from.files(Split.RETRACTIONS));
    for (StoredFile file : all) {
      if (abandoned.getAsBoolean()) {
        return;
      }
      try (InputStream in = from.storage.open(file.path())) {
        storage.write(file.path(), in::transferTo);
      } catch (NoSuchFileException e) {
        // Was put together with others, or deleted.
      }
    }
  }

  /**
   * Changes files while no other process does, where the file system has locks: a deletion must not
   * meet a compaction.
   *
   * @throws ResourceException if the file system refuses
   */
  <T> T exclusively(Storage.Change<T> change) {
    try {
      return storage.exclusively(change);
    } catch (IOException e) {
      throw new ResourceException(storage.name() + ": cannot be changed: " + e.getMessage(), e);
    }
  }

  /** Appends records. */
  interface Records {
    void appendTo(DataFileWriter<CaptionedImage> out) throws IOException;
  }

  /**
   * Writes a file of the store, or replaces it.
   *
   * @param header sets what the file says of itself
   */
  void write(String path, Consumer<DataFileWriter<CaptionedImage>> header, Records records)
      throws IOException {
    storage.write(
        path,
        bytes -> {
          DataFileWriter<CaptionedImage> out =
              new DataFileWriter<>(new SpecificDatumWriter<>(CaptionedImage.class));
          header.accept(out);
          out.create(CaptionedImage.getClassSchema(), bytes);
          records.appendTo(out);
          out.flush(); // the stream is closed by whoever opened it
        });
  }

  /**
   * Rewrites every file that holds a pair of {@code imageId} without it; the bytes are gone then.
   * Rounds under way read either the old or the new file.
   *
   * @return pairs removed
   * @throws ResourceException if a file is damaged, the disk refuses, or the file system has no
   *     lock; files before it are done
   */
  public int delete(String imageId) {
    if (!storage.hasLock()) {
      throw new ResourceException(
          storage.name() + ": pairs are deleted on file systems with locks alone");
    }
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
    try {
      int hits = count(imageId, file);
      if (hits > 0) {
        rewriteWithout(imageId, file);
      }
      return hits;
    } catch (IOException | AvroRuntimeException e) {
      throw new ResourceException(
          storage.name(file.path()) + ": cannot be rewritten: " + e.getMessage(), e);
    }
  }

  private int count(String imageId, StoredFile file) throws IOException {
    int hits = 0;
    try (DataFileStream<CaptionedImage> in = open(file)) {
      for (CaptionedImage record : in) {
        hits += record.getImageId().equals(imageId) ? 1 : 0;
      }
    }
    return hits;
  }

  private void rewriteWithout(String imageId, StoredFile file) throws IOException {
    try (DataFileStream<CaptionedImage> in = open(file)) {
      write(
          file.path(),
          out -> StoreCompaction.keepSources(in, out),
          out -> {
            for (CaptionedImage record : in) {
              if (!record.getImageId().equals(imageId)) {
                out.append(record);
              }
            }
          });
    }
  }
}
