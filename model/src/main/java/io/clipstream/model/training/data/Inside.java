package io.clipstream.model.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What lies in a folder, whatever a table calls it: a table of somebody else must not have files of
 * this machine read. Goes by real paths, after symbolic links have been followed.
 */
final class Inside {
  private final Path folder;
  private final Path real;

  /** A table has many files in few directories. */
  private final Map<Path, Boolean> directories = new HashMap<>();

  Inside(Path folder) throws IOException {
    this.folder = folder;
    this.real = folder.toRealPath();
  }

  Path folder() {
    return folder;
  }

  /** Whether the name, relative to the folder, is one of a file that is there. */
  boolean isFile(String name) {
    try {
      return Files.isRegularFile(folder.resolve(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether the file lies in the folder or below it. */
  boolean holds(String name) {
    Path file = folder.resolve(name);
    return Files.isSymbolicLink(file)
        ? leadsInside(file)
        : directories.computeIfAbsent(file.getParent(), this::leadsInside);
  }

  private boolean leadsInside(Path path) {
    try {
      return path.toRealPath().startsWith(real);
    } catch (IOException e) {
      return false; // gone meanwhile, or nobody's to read
    }
  }
}
