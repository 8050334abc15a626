package io.clipstream.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Jars made by the tests. */
final class Jars implements AutoCloseable {
  private final JarOutputStream out;
  private final Set<String> written = new HashSet<>();

  private Jars(OutputStream out) throws IOException {
    this.out = new JarOutputStream(out);
  }

  /**
   * A jar of a package's classes as they lie in a directory of classes, and other jars' content.
   */
  static Path of(Path jar, Path classes, String folder, List<Path> others) {
    try (Jars made = new Jars(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes.resolve(folder))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        made.entry(classes.relativize(file).toString(), Files.readAllBytes(file));
      }
      for (Path other : others) {
        made.all(other);
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One jar with the content of several; of equal names the first counts. */
  static Path merged(Path jar, List<Path> jars) {
    try (Jars made = new Jars(Files.newOutputStream(jar))) {
      for (Path each : jars) {
        made.all(each);
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A jar with one service, whose class stands elsewhere. */
  static Path ofService(Path jar, Class<?> service, String implementation) {
    try (Jars made = new Jars(Files.newOutputStream(jar))) {
      byte[] line = implementation.getBytes(StandardCharsets.UTF_8);
      made.entry("META-INF/services/" + service.getName(), line);
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void all(Path jar) throws IOException {
    try (InputStream file = Files.newInputStream(jar);
        JarInputStream in = new JarInputStream(file)) {
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        if (!entry.isDirectory()) {
          entry(entry.getName(), in.readAllBytes());
        }
      }
    }
  }

  private void entry(String name, byte[] content) throws IOException {
    if (written.add(name)) {
      out.putNextEntry(new JarEntry(name));
      out.write(content);
      out.closeEntry();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
