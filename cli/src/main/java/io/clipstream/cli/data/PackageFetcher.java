package io.clipstream.cli.data;

import io.clipstream.model.checkpoint.OwnedDirectory;
import io.clipstream.schemas.Digests;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings locked packages into a folder with the registries' own clients. What is there already and
 * has the right content is not fetched again.
 *
 * @param cache folder of the archives
 * @param messages takes a line for people per package
 */
public record PackageFetcher(Path cache, Consumer<String> messages) {
  private static final long MINUTES_PER_PACKAGE = 15;

  /**
   * The archive of {@code locked}, verified.
   *
   * @return empty if the package is from Debian and this machine has no apt-get or not this version
   * @throws DataException if npm is missing or fails, or the content differs from the lock
   */
  public Optional<Path> fetch(LockedPackage locked) throws IOException, InterruptedException {
    Files.createDirectories(cache);
    Path archive = cache.resolve(locked.file());
    if (Files.exists(archive)) {
      if (Digests.sha256(archive).equals(locked.sha256())) {
        return Optional.of(archive);
      }
      messages.accept(locked.file() + " is incomplete or changed, fetching it again");
      Files.delete(archive);
    }
    if (!onPath(client(locked))) {
      return skipOrFail(locked);
    }
    messages.accept("fetching " + locked.spec());
    try {
      download(locked);
    } catch (DataException e) {
      // Another distribution, or another release, does not have this very version.
      if (locked.source() == LockedPackage.Source.DEBIAN) {
        messages.accept("skipping " + locked.name() + ": " + e.getMessage());
        return Optional.empty();
      }
      throw e;
    }
    verify(archive, locked);
    return Optional.of(archive);
  }

  private Optional<Path> skipOrFail(LockedPackage locked) {
    if (locked.source() == LockedPackage.Source.DEBIAN) {
      messages.accept("skipping " + locked.name() + ": there is no apt-get on the PATH");
      return Optional.empty();
    }
    throw new DataException(
        "npm is not on the PATH and "
            + locked.spec()
            + " comes from its registry; install Node.js");
  }

  private static String client(LockedPackage locked) {
    return locked.source() == LockedPackage.Source.NPM ? "npm" : "apt-get";
  }

  private void download(LockedPackage locked) throws IOException, InterruptedException {
    // A fresh folder, moved from at the end: an interrupted download leaves nothing at the name.
    try (OwnedDirectory folder = OwnedDirectory.create(cache, "download-")) {
      run(command(locked), folder.path(), locked);
      Path fetched = folder.path().resolve(locked.file());
      if (!Files.exists(fetched)) {
        throw new DataException(
            locked.spec() + ": " + client(locked) + " did not write " + locked.file());
      }
      Files.move(fetched, cache.resolve(locked.file()));
    }
  }

  private static List<String> command(LockedPackage locked) {
    return locked.source() == LockedPackage.Source.NPM
        ? List.of("npm", "pack", "--silent", "--ignore-scripts", locked.spec())
        : List.of("apt-get", "download", "-q", locked.spec());
  }

  private static void run(List<String> command, Path folder, LockedPackage locked)
      throws IOException, InterruptedException {
    Path log = folder.resolve("client.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(MINUTES_PER_PACKAGE, TimeUnit.MINUTES)) {
        throw new DataException(
            locked.spec() + ": no answer after " + MINUTES_PER_PACKAGE + " minutes");
      }
    } finally {
      process.destroyForcibly(); // if we are interrupted, it would go on for nobody
    }
    if (process.exitValue() != 0) {
      String output = Files.readString(log).strip();
      throw new DataException(
          String.join(" ", command) + " failed: " + output.lines().limit(5).toList());
    }
  }

  static void verify(Path archive, LockedPackage locked) throws IOException {
    String found = Digests.sha256(archive);
    if (!found.equals(locked.sha256())) {
      Files.delete(archive);
      throw new DataException(
          locked.spec()
              + ": the archive's sha256 is "
              + found
              + ", expected "
              + locked.sha256()
              + "; the registry serves something else than was locked, so it is not used");
    }
  }

  private static boolean onPath(String program) {
    String suffix =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows") ? ".cmd" : "";
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program + suffix))) {
        return true;
      }
    }
    return false;
  }
}
