package io.clipstream.learning.store;

import io.clipstream.learning.storage.StorageEntry;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;

/**
 * Puts small files of a pair store together. A checkpoint of the job makes a file, so there are
 * soon many. Only files that rounds have learnt from are touched, and a file that was put together
 * carries that in its name: whatever an older savepoint remembers, its pairs are not new.
 *
 * <p>The new file is written under a hidden name, forced to disk, renamed, and only then the old
 * ones go. Its header lists them: what a crash leaves behind is deleted the next time, and until
 * then readers meet each pair twice and count it once.
 *
 * @param fileBytes about the size of the files that are made; smaller than half is small
 * @param minFiles small files that are worth the work
 */
public record StoreCompaction(long fileBytes, int minFiles) {
  private static final String PREFIX = "compacted-";
  private static final int HASH_DIGITS = 16;
  private static final String SOURCES = "clipstream.sources";

  public StoreCompaction {
    if (fileBytes < 1 || minFiles < 2) {
      throw new SettingException(
          "files of %d bytes, from %d on: expected 1 or more, 2 or more"
              .formatted(fileBytes, minFiles));
    }
  }

  /** Whether a file was put together of used ones. */
  public static boolean isCompacted(String path) {
    return path.substring(path.lastIndexOf('/') + 1).startsWith(PREFIX);
  }

  /**
   * Puts small files of a part together. Nobody may be reading them.
   *
   * @param used tells the paths of files that rounds have learnt from
   * @return files that are gone
   * @throws ResourceException if the disk refuses; no pair is lost then
   */
  public int run(PairStore store, Split split, Predicate<String> used) {
    return store.exclusively(
        () -> {
          int gone = finishEarlier(store, split);
          List<StoredFile> small =
              store.files(split).stream()
                  .filter(file -> used.test(file.path()) && file.length() < fileBytes / 2)
                  .filter(file -> isWhole(store, file))
                  .toList();
          if (small.size() >= minFiles) {
            for (List<StoredFile> group : groups(small)) {
              gone += merge(store, split, group);
            }
          }
          return gone;
        });
  }

  private List<List<StoredFile>> groups(List<StoredFile> small) {
    List<List<StoredFile>> groups = new ArrayList<>();
    long bytes = fileBytes;
    for (StoredFile file : small) {
      if (bytes + file.length() > fileBytes) {
        groups.add(new ArrayList<>());
        bytes = 0;
      }
      groups.get(groups.size() - 1).add(file);
      bytes += file.length();
    }
    groups.removeIf(group -> group.size() < 2);
    return groups;
  }

  /** A damaged file stays as it is: what can be read of it is read from there. */
  private static boolean isWhole(PairStore store, StoredFile file) {
    try {
      return store.count(file) >= 0;
    } catch (ResourceException e) {
      return false;
    }
  }

  /** Deletes what a crash has left of an earlier run. */
  private static int finishEarlier(PairStore store, Split split) throws IOException {
    for (StorageEntry entry : store.storage().list(split.folder())) {
      if (entry.fileName().startsWith("." + PREFIX) && entry.fileName().endsWith(".part")) {
        store.storage().delete(entry.path());
      }
    }
    int gone = 0;
    for (StoredFile file : store.files(split)) {
      if (isCompacted(file.path()) && isWhole(store, file)) {
        gone += delete(store, sources(store, file));
      }
    }
    return gone;
  }

  private static List<String> sources(PairStore store, StoredFile file) throws IOException {
    try (DataFileStream<CaptionedImage> in = store.open(file)) {
      String names = in.getMetaString(SOURCES);
      return names == null ? List.of() : names.lines().toList();
    }
  }

  /** A file that is rewritten still says what it was put together of. */
  static void keepSources(DataFileStream<?> from, DataFileWriter<?> to) {
    String names = from.getMetaString(SOURCES);
    if (names != null) {
      to.setMeta(SOURCES, names);
    }
  }

  private static int delete(PairStore store, List<String> paths) throws IOException {
    int gone = 0;
    for (String path : paths) {
      boolean inside = !path.startsWith("/") && !path.contains("..");
      gone += inside && store.storage().delete(path) ? 1 : 0;
    }
    return gone;
  }

  private static int merge(PairStore store, Split split, List<StoredFile> group)
      throws IOException {
    List<String> sources = group.stream().map(StoredFile::path).toList();
    store.write(
        split.folder() + "/" + PREFIX + hash(sources) + ".avro",
        avro -> avro.setMeta(SOURCES, String.join("\n", sources)),
        out -> copy(store, group, out));
    return delete(store, sources);
  }

  private static String hash(List<String> sources) {
    byte[] names = String.join("\n", sources).getBytes(StandardCharsets.UTF_8);
    return ContentHash.ofBytes(ByteBuffer.wrap(names)).substring(0, HASH_DIGITS);
  }

  /** Each record once; one that differs in anything, be it the id, is another. */
  private static void copy(
      PairStore store, List<StoredFile> group, DataFileWriter<CaptionedImage> out)
      throws IOException {
    Set<String> seen = new HashSet<>();
    for (StoredFile file : group) {
      try (DataFileStream<CaptionedImage> in = store.open(file)) {
        for (CaptionedImage record : in) {
          if (seen.add(identity(record))) {
            out.append(record);
          }
        }
      } catch (AvroRuntimeException e) {
        throw new IOException(file.path() + ": " + e.getMessage(), e);
      }
    }
  }

  private static String identity(CaptionedImage record) throws IOException {
    ByteBuffer encoded = CaptionedImage.getEncoder().encode(record);
    return ContentHash.ofBytes(encoded);
  }
}
