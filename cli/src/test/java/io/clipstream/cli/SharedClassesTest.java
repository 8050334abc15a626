package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the start script keeps of the classes, with a java that tells what it is asked for. */
class SharedClassesTest {
  /** Lays down a file when it is to keep classes, unless there is a file beside it that forbids. */
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      for argument; do case $argument in -XX:ArchiveClassesAtExit=*)
        [ ! -e "$0.fails" ] && echo classes >"${argument#*=}"
        status=$?; echo done >>"$0.made"; exit $status;;
      esac; done
      printf '%s\\n' "$@"
      """;

  @TempDir Path folder;
  private Path java;
  private Path kept;
  private Path jar;

  @BeforeEach
  void makeAJdk() throws IOException {
    java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, JAVA);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    kept = folder.resolve("kept here");
    jar = Files.writeString(folder.resolve("lib.jar"), "a jar");
  }

  /** Ends with what the script does beside the command: that keeps the pipe to cat open too. */
  private List<String> run(String... arguments) throws IOException, InterruptedException {
    String script =
        "set -euo pipefail; shared_classes=$1; . \"$2\"; jar=$3; shift 3; "
            + "launch / \"$jar\" \"$@\" 3>&1 | cat";
    List<String> line = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    line.addAll(List.of(kept + "", "src/main/sh/launch.sh", jar + ""));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().remove("CLIPSTREAM_SHARED_CLASSES");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.lines().toList();
  }

  /** By a tag, which has nothing to share yet. */
  private void keep(int made) throws IOException, InterruptedException {
    assertThat(run("tag", "a.png")).noneMatch(option -> option.contains("SharedArchiveFile"));
    assertThat(folder.resolve("jdk/bin/java.made")).content().hasLineCount(made);
    assertThat(kept.resolve("making")).doesNotExist();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(kept)) {
      return files.toList();
    }
  }

  @Test
  void theFirstTagKeepsWhatLaterCommandsShare() throws Exception {
    keep(1);
    assertThat(files()).hasSize(1);
    for (String command : List.of("tag", "demo", "labels")) {
      assertThat(run(command)).contains("-XX:SharedArchiveFile=" + files().get(0));
    }
  }

  @Test
  void whatIsShortIsNotOptimisedAndWhatIsLongIsFromTheStart() throws Exception {
    String never = "-XX:TieredStopAtLevel=1";
    String later = "-XX:Tier4InvocationThreshold=50000";
    kept = Files.createFile(folder.resolve("a file"));
    assertThat(run("tag", "a.png", "b.png")).contains(never);
    assertThat(run("demo")).contains(never);
    assertThat(run("tag", "a.png", folder + "")).contains(later).doesNotContain(never);
    assertThat(run("tag", "-")).contains(later).doesNotContain(never);
    assertThat(run("labels")).contains(later).doesNotContain(never);
    assertThat(run()).contains(later);
    for (String command : List.of("job", "train", "dashboard")) {
      assertThat(run(command)).noneMatch(option -> option.contains("Tier"));
    }
  }

  @Test
  void aJarThatWasWrittenAnewTakesThePlaceOfTheOld() throws Exception {
    keep(1);
    Path before = files().get(0);
    Files.writeString(jar, "another jar");
    keep(2);
    assertThat(files()).hasSize(1).doesNotContain(before);
  }

  @Test
  void nothingIsKeptOfATagThatFails() throws Exception {
    Files.createFile(folder.resolve("jdk/bin/java.fails"));
    keep(1);
    assertThat(files()).isEmpty();
    keep(2);
  }

  @Test
  void whereNothingCanBeWrittenItStartsWithout() throws Exception {
    kept = Files.createFile(folder.resolve("a file"));
    assertThat(run("tag", "a.png")).contains("tag", "a.png");
    assertThat(folder.resolve("jdk/bin/java.made")).doesNotExist();
  }

  @Test
  void oneThatIsBeingMadeIsNotMadeTwice() throws Exception {
    Files.createDirectories(kept.resolve("making"));
    assertThat(run("tag", "a.png")).contains("tag");
    assertThat(files()).containsExactly(kept.resolve("making"));
  }
}
