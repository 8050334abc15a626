package io.clipstream.model.encoder;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Which kernels were fastest, kept from one process to the next, so that a machine measures a shape
 * once and computes the same bits from then on. A file that cannot be read or written is done
 * without: then each process measures for itself.
 */
final class KernelCache {
  private static final String FILE = "kernels.properties";

  private final Path file;

  private KernelCache(Path file) {
    this.file = file;
  }

  static KernelCache in(Path directory) {
    return new KernelCache(directory.resolve(FILE));
  }

  /** In the user's directory of caches: CLIPSTREAM_CACHE, or clipstream in that of the system. */
  static KernelCache ofUser() {
    String own = System.getenv("CLIPSTREAM_CACHE");
    if (own != null) {
      return in(Path.of(own));
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    Path base =
        caches == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(caches);
    return in(base.resolve("clipstream"));
  }

  Path file() {
    return file;
  }

  Optional<Kernel> get(String machine, ProductShape shape) {
    String kernel = read().getProperty(key(machine, shape));
    for (Kernel known : Kernel.values()) {
      if (known.name().equals(kernel)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  void put(String machine, ProductShape shape, Kernel kernel) {
    Properties all = read();
    all.setProperty(key(machine, shape), kernel.name());
    try {
      Files.createDirectories(file.getParent());
      Path draft = Files.createTempFile(file.getParent(), FILE, null);
      try (Writer out = Files.newBufferedWriter(draft)) {
        all.store(out, "The fastest kernel by processor and product; delete to measure anew.");
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // Read-only, say: the next process measures again.
    }
  }

  private static String key(String machine, ProductShape shape) {
    return machine + ", " + shape;
  }

  private Properties read() {
    Properties all = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      all.load(in);
    } catch (IOException | IllegalArgumentException e) {
      return new Properties();
    }
    return all;
  }
}
