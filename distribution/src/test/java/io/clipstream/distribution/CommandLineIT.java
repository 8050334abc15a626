package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class path of the installed command line, with the jars where the build has them. */
class CommandLineIT {
  private static final Path HOME = BuiltArchive.HOME;

  @TempDir Path folder;

  @Test
  void everyLibraryStandsOnTheClassPathOnce() throws IOException {
    assertThat(BuiltArchive.classPath().stream().map(CommandLineIT::artifact))
        .doesNotHaveDuplicates();
    assertThat(BuiltArchive.classPath().get(0)).startsWith("cli/clipstream-cli-");
    assertThat(BuiltArchive.classPath()).contains("clipstream-jobs.jar");
    assertThat(BuiltArchive.classPath().stream().filter(line -> line.startsWith("lib/")))
        .hasSameSizeAs(ClassPaths.ofBuild().lib());
    assertThat(BuiltArchive.classPath().stream().filter(line -> line.startsWith("cli/")))
        .as("what the job jar holds stands in no other")
        .noneMatch(line -> line.contains("kafka-clients") || line.contains("clipstream-operators"));
  }

  @Test
  void aCommandRunsOnIt() throws IOException {
    Map<String, Path> built = BuiltArchive.jars();
    Stream<Path> classPath =
        BuiltArchive.classPath().stream().map(line -> built.get(line.replaceAll(".*/", "")));
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

  /** A jar's name without its version. */
  private static String artifact(String line) {
    return line.replaceAll(".*/", "").replaceAll("-[0-9][^/]*$", "");
  }
}
