package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code .ci/release} refuses before it builds, in a repository of a file and a commit. */
class ReleaseCommandTest {
  @TempDir private Path folder;
  private Path root;

  private record Run(int exit, String output) {}

  @BeforeEach
  void commit() throws Exception {
    root = Files.createDirectories(folder.resolve("a tree"));
    Path command = Files.createDirectory(root.resolve(".ci")).resolve("release");
    Files.copy(Path.of("../.ci/release"), command);
    version("1.2.3");
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "-m", "all");
  }

  private void version(String version) throws IOException {
    Files.writeString(
        root.resolve("pom.xml"), "<project>\n  <version>" + version + "</version>\n</project>\n");
  }

  private void git(String... arguments) throws Exception {
    List<String> line =
        new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.com"));
    line.addAll(List.of(arguments));
    Run run = run(line);
    assertThat(run.exit()).as(run.output()).isZero();
  }

  private Run release(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("bash", ".ci/release"));
    line.addAll(List.of(arguments));
    return run(line);
  }

  private Run run(List<String> line) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(line).directory(root.toFile());
    // There is no Maven: what is not refused ends there.
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path maven = bin.resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\necho would build\nexit 7\n");
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private void refused(String why, String... arguments) throws Exception {
    Run run = release(arguments);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.output()).contains(why).doesNotContain("would build");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aTreeWithChangesIsRefused() throws Exception {
    Files.writeString(root.resolve("new"), "");
    refused("has changes that are in no commit", "--snapshot", folder + "/out");
  }

  @Test
  void aCommitWithoutItsTagIsRefused() throws Exception {
    refused("has no tag v1.2.3", folder + "/out");
    git("tag", "v1.2.3");
    assertThat(release(folder + "/out").output()).contains("would build");
  }

  @Test
  void aSnapshotIsRefusedUnlessItIsAskedFor() throws Exception {
    version("1.3.0-SNAPSHOT");
    git("commit", "-q", "-a", "-m", "next");
    refused("1.3.0-SNAPSHOT is a snapshot", folder + "/out");
    assertThat(release("--snapshot", folder + "/out").output()).contains("would build");
  }

  @Test
  void whatIsThereIsNotOverwritten() throws Exception {
    Files.createDirectory(folder.resolve("there"));
    refused("is there already", "--snapshot", folder + "/there");
    assertThat(release().exit()).isEqualTo(2);
  }
}
