package io.clipstream.operators.learning;

import io.clipstream.control.places.StoragePlace;
import io.clipstream.learning.storage.Storage;
import io.clipstream.learning.storage.StorageEntry;
import io.clipstream.schemas.ResourceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.util.IOUtils;

/**
 * A directory of any of Flink's file systems. Files are written as Flink's own file sink writes
 * them, which every file system does in the way that it can: an object store shows an upload when
 * it is complete, others rename. There are no locks.
 */
final class FlinkStorage implements Storage {
  private static final Object LOCK = new Object();

  private final StoragePlace place;

  FlinkStorage(StoragePlace place) {
    this.place = place;
  }

  @Override
  public String name() {
    return place.uri().toString();
  }

  private Path resolve(String path) {
    return new Path(place.scheme(), place.authority(), place.path() + "/" + path);
  }

  private FileSystem files() throws IOException {
    return FileSystem.get(place.uri());
  }

  @Override
  public List<StorageEntry> list(String folder) throws IOException {
    List<StorageEntry> entries = new ArrayList<>();
    addBelow(resolve(folder), entries);
    return entries;
  }

  private void addBelow(Path folder, List<StorageEntry> entries) throws IOException {
    for (FileStatus found : statuses(folder)) {
      if (found.isDir()) {
        addBelow(found.getPath(), entries);
      } else {
        entries.add(entry(found));
      }
    }
  }

  private FileStatus[] statuses(Path folder) throws IOException {
    try {
      FileStatus[] found = files().listStatus(folder);
      return found == null ? new FileStatus[0] : found;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private StorageEntry entry(FileStatus status) {
    String path = status.getPath().toUri().getPath();
    int root = place.path().endsWith("/") ? place.path().length() : place.path().length() + 1;
    return new StorageEntry(path.substring(root), status.getLen(), status.getModificationTime());
  }

  @Override
  public StorageEntry look(String path) throws IOException {
    try {
      return entry(files().getFileStatus(resolve(path)));
    } catch (FileNotFoundException e) {
      throw missing(path, e);
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    try {
      return files().open(resolve(path));
    } catch (FileNotFoundException e) {
      throw missing(path, e);
    }
  }

  private NoSuchFileException missing(String path, FileNotFoundException e) {
    NoSuchFileException missing = new NoSuchFileException(name(path));
    missing.initCause(e);
    return missing;
  }

  @Override
  public void write(String path, Content content) throws IOException {
    RecoverableFsDataOutputStream out = writable(path);
    try {
      content.writeTo(out);
      out.closeForCommit().commit();
    } catch (IOException | RuntimeException | Error e) {
      IOUtils.closeQuietly(out); // without a commit nothing of it is seen
      throw e;
    }
  }

  private RecoverableFsDataOutputStream writable(String path) throws IOException {
    try {
      return files().createRecoverableWriter().open(resolve(path));
    } catch (UnsupportedOperationException e) {
      throw new ResourceException(
          ("%s: this file system cannot write files that appear whole (%s): take another plugin of"
                  + " Flink for it, flink-s3-fs-hadoop for s3")
              .formatted(name(), e.getMessage()),
          e);
    }
  }

  @Override
  public boolean delete(String path) throws IOException {
    try {
      return files().delete(resolve(path), false);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public boolean hasLock() {
    return false;
  }

  @Override
  public <T> T exclusively(Change<T> change) throws IOException {
    synchronized (LOCK) {
      return change.run();
    }
  }
}
