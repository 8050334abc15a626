package io.clipstream.distribution;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class paths of a cluster, as the build has written them down.
 *
 * @param lib what the distribution puts into Flink's {@code lib/}
 * @param flink what Flink itself brings
 */
record ClassPaths(List<Path> lib, List<Path> flink) {
  /** The slim job jar. */
  static final Path JOB_JAR = Path.of("target/clipstream-jobs.jar").toAbsolutePath();

  static ClassPaths ofBuild() {
    List<Path> flink = new ArrayList<>(read("flink.classpath"));
    flink.addAll(read("flink-too.classpath"));
    return new ClassPaths(read("lib.classpath"), flink);
  }

  /** In the order in which Flink's scripts put them: the distribution's own jar comes last. */
  String ofCluster() {
    return join(Stream.concat(lib.stream(), flink.stream()));
  }

  /** Of a Flink in whose {@code lib/} nobody has put the distribution's. */
  String ofFlinkAlone() {
    return join(flink.stream());
  }

  static String join(Stream<Path> paths) {
    return String.join(File.pathSeparator, paths.map(Path::toString).toList());
  }

  private static List<Path> read(String file) {
    try {
      String line = Files.readString(Path.of("target", file)).strip();
      return Arrays.stream(line.split(File.pathSeparator)).map(Path::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the build writes it before the tests: " + file, e);
    }
  }
}
