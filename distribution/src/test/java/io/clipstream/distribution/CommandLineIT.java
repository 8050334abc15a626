package io.clipstream.distribution;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class path of the installed command line, with the jars where the build has them. */
class CommandLineIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void everyLibraryStandsOnTheClassPathOnce() throws IOException {
    assertThat(lines().stream().map(CommandLineIT::artifact)).doesNotHaveDuplicates();
    assertThat(lines().get(0)).startsWith("cli/clipstream-cli-");
    assertThat(lines()).contains("clipstream-jobs.jar");
    assertThat(lines().stream().filter(line -> line.startsWith("lib/")))
        .hasSameSizeAs(ClassPaths.ofBuild().lib());
    assertThat(lines().stream().filter(line -> line.startsWith("cli/")))
        .as("what the job jar holds stands in no other")
        .noneMatch(line -> line.contains("kafka-clients") || line.contains("clipstream-operators"));
  }

  @Test
  void aCommandRunsOnIt() throws IOException {
    Map<String, Path> built = jars();
    Stream<Path> classPath = lines().stream().map(line -> built.get(line.replaceAll(".*/", "")));
    List<String> jvm = List.of("-Xmx512m", "-Djava.awt.headless=true", "-Dclipstream.home=" + HOME);
    List<String> arguments =
        List.of(
            "tag", HOME + "/samples/pictures/anchor-noto.png", "--labels=anchor,key", "--top=1");
    String main = "io.clipstream.cli.Main";
    try (JavaProcess process =
        JavaProcess.start("tag", folder, ClassPaths.join(classPath), jvm, main, arguments)) {
      assertThat(process.await(Duration.ofMinutes(2))).as(process.tail()).isZero();
      assertThat(process.output()).contains("anchor-noto.png\tanchor ");
    }
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(Path.of("target/clipstream.classpath"));
  }

  /** A jar's name without its version. */
  private static String artifact(String line) {
    return line.replaceAll(".*/", "").replaceAll("-[0-9][^/]*$", "");
  }

  private static Map<String, Path> jars() throws IOException {
    String cli = Files.readString(HOME.resolve("cli/target/classpath.txt")).strip();
    String own = lines().get(0).replaceAll(".*/", "");
    return Stream.of(
            Stream.of(HOME.resolve("cli/target").resolve(own), ClassPaths.JOB_JAR),
            Stream.of(cli.split(File.pathSeparator)).map(Path::of),
            ClassPaths.ofBuild().lib().stream())
        .flatMap(jars -> jars)
        .collect(toMap(jar -> jar.getFileName().toString(), jar -> jar, (one, same) -> one));
  }
}
