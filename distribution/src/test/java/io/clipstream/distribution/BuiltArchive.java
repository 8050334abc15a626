package io.clipstream.distribution;

import static java.util.stream.Collectors.toMap;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the archive would hold, from where the build has it: to pack it takes minutes. */
final class BuiltArchive {
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Path SOURCES = Path.of("src/main/archive").toAbsolutePath();

  private BuiltArchive() {}

  /** The jars of the command line, as they lie in the archive. */
  static List<String> classPath() throws IOException {
    return Files.readAllLines(Path.of("target/clipstream.classpath"));
  }

  /** The same jars by name, where they are. */
  static Map<String, Path> jars() throws IOException {
    String cli = Files.readString(HOME.resolve("cli/target/classpath.txt")).strip();
    String own = classPath().get(0).replaceAll(".*/", "");
    return Stream.of(
            Stream.of(HOME.resolve("cli/target").resolve(own), ClassPaths.JOB_JAR),
            Stream.of(cli.split(File.pathSeparator)).map(Path::of),
            ClassPaths.ofBuild().lib().stream())
        .flatMap(jars -> jars)
        .collect(toMap(jar -> jar.getFileName().toString(), jar -> jar, (one, same) -> one));
  }

  /** Lays it out with links, so far as the command line reads it. */
  static void install(Path root) throws IOException {
    Map<String, Path> built = jars();
    for (String line : classPath()) {
      Path jar = root.resolve(line);
      Files.createDirectories(jar.getParent());
      Files.createSymbolicLink(jar, built.get(jar.getFileName().toString()));
    }
    Path bin = Files.createDirectories(root.resolve("bin"));
    Path command = Files.copy(SOURCES.resolve("bin/clipstream"), bin.resolve("clipstream"));
    if (!command.toFile().setExecutable(true)) {
      throw new IOException(command + " cannot be made executable");
    }
    Files.copy(HOME.resolve("cli/src/main/sh/launch.sh"), bin.resolve("launch.sh"));
    Files.write(bin.resolve("clipstream.classpath"), classPath());
    Files.writeString(root.resolve("platform"), InstalledCommandTest.platform() + "\n");
    Files.createSymbolicLink(root.resolve("models"), HOME.resolve("models"));
    Files.createSymbolicLink(root.resolve("samples"), HOME.resolve("samples"));
  }
}
