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

/** Files with secrets, which only their owners may read. */
public final class OwnFile {
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

  private OwnFile() {}

  /**
   * Holds a file against that, where the file system knows owners.
   *
   * @throws SettingException if others may read or change it
   * @throws ResourceException if it cannot be looked at
   */
  public static void check(Path path) {
    try {
      if (!isPosix(path)) {
        return;
      }
      Set<PosixFilePermission> all = new HashSet<>(Files.getPosixFilePermissions(path));
      all.removeAll(OWN);
      if (!all.isEmpty()) {
        throw new SettingException(
            path + " may be read or changed by others than its owner; do chmod 600 " + path);
      }
    } catch (IOException e) {
      throw new ResourceException(path + " cannot be looked at: " + e, e);
    }
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
