package io.clipstream.dashboard.login;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * Files with secrets, which only their owners may read: or, as clusters mount them, the group of a
 * file that belongs to root.
 */
public final class OwnFile {
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> MOUNTED =
      PosixFilePermissions.fromString("rw-r-----");
  private static final String ROOT = "root";

  private OwnFile() {}

  /**
   * Holds a file against that, where the file system knows owners.
   *
   * @throws SettingException if others may read or change it
   * @throws ResourceException if it cannot be looked at
   */
  public static void check(Path path) {
    check(path, System.getProperty("user.name"));
  }

  /**
   * @param reader whose process reads it
   */
  static void check(Path path, String reader) {
    try {
      if (!isPosix(path)) {
        return;
      }
      Set<PosixFilePermission> all = new HashSet<>(Files.getPosixFilePermissions(path));
      all.removeAll(isMounted(path, reader) ? MOUNTED : OWN);
      if (!all.isEmpty()) {
        throw new SettingException(
            path + " may be read or changed by others than its owner; do chmod 600 " + path);
      }
    } catch (IOException e) {
      throw new ResourceException(path + " cannot be looked at: " + e, e);
    }
  }

  private static boolean isMounted(Path path, String reader) throws IOException {
    return !reader.equals(ROOT) && Files.getOwner(path).getName().equals(ROOT);
  }

  /** Makes a file its owner's alone. */
  static void make(Path path) throws IOException {
    if (isPosix(path)) {
      Files.setPosixFilePermissions(path, OWN);
    }
  }

  private static boolean isPosix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
