package io.clipstream.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Directories that only their owner can look into, and with that none of their files is anybody
 * else's, whatever its own permissions. Where a file system knows no permissions, nothing is done.
 */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /**
   * Makes the directory, and those above it that are missing, for the owner alone. One that is
   * there is closed to others; those above it stay as they are.
   */
  public static void directory(Path directory) throws IOException {
    Path path = directory.toAbsolutePath();
    makeMissing(path);
    if (isPosix(path)) {
      Files.setPosixFilePermissions(path, OWNER);
    }
  }

  private static void makeMissing(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    if (path.getParent() != null) {
      makeMissing(path.getParent());
    }
    Files.createDirectories(path, attributes(path));
  }

  private static FileAttribute<?>[] attributes(Path path) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
