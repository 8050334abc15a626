package io.clipstream.model.checkpoint;

import io.clipstream.schemas.Digests;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A directory that appears whole or not at all: written under a temporary name beside the target,
 * forced to disk, then renamed. Closed without {@link #publish}, it leaves nothing; what a killed
 * process left goes when its target is written again.
 */
final class StagedDirectory implements AutoCloseable {
  /** Writes a file's content. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Opens a file for writing; tests give one that fails. */
  interface Opener {
    OutputStream open(Path file) throws IOException;
  }

  private final Path target;
  private final OwnedDirectory temporary;
  private final Opener opener;
  private final Map<String, String> hashes = new TreeMap<>();

  private StagedDirectory(Path target, OwnedDirectory temporary, Opener opener) {
    this.target = target;
    this.temporary = temporary;
    this.opener = opener;
  }

  static StagedDirectory beside(Path target, Opener opener) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    refuseExisting(absolute);
    Files.createDirectories(absolute.getParent());
    String kind = "." + absolute.getFileName() + ".tmp-";
    OwnedDirectory temporary = OwnedDirectory.create(absolute.getParent(), kind);
    return new StagedDirectory(absolute, temporary, opener);
  }

  /** Writes a file through to the disk and notes its hash. */
  void add(String name, Content content) throws IOException {
    MessageDigest digest = Digests.sha256();
    Path file = temporary.path().resolve(name);
    try (OutputStream out = new DigestOutputStream(opener.open(file), digest)) {
      content.writeTo(out);
    }
    force(file, StandardOpenOption.WRITE);
    hashes.put(name, HexFormat.of().formatHex(digest.digest()));
  }

  /** Hexadecimal SHA-256 by name, of the files so far. */
  Map<String, String> hashes() {
    return hashes;
  }

  /** Adds the hashes, forces the directory and gives it its name. */
  void publish() throws IOException {
    Map<String, String> sums = new TreeMap<>(hashes);
    add(Integrity.FILE, out -> Integrity.write(out, sums));
    forceDirectory(temporary.path());
    rename(temporary.path(), target);
  }

  static void rename(Path from, Path to) throws IOException {
    refuseExisting(to);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(to.getParent());
  }

  static void refuseExisting(Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target + " exists already; remove it or choose another");
    }
  }

  static void forceDirectory(Path dir) {
    try {
      force(dir, StandardOpenOption.READ);
    } catch (IOException e) {
      // Not every file system lets a directory be forced; the files themselves are.
    }
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    temporary.close();
  }
}
