package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in front of the command line, in a tree that looks built, with a java that tells. */
class WrapperTest {
  private static final List<String> MODULES =
      List.of(
          "schemas",
          "control",
          "model",
          "learning",
          "operators",
          "embedded",
          "jobs",
          "dashboard",
          "cli");

  @TempDir Path folder;
  private Path root;
  private Path script;

  @BeforeEach
  void makeATree() throws IOException {
    root = Files.createDirectory(folder.toRealPath().resolve("a tree"));
    for (String module : MODULES) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.createFile(root.resolve(module).resolve("pom.xml"));
    }
    Files.createFile(root.resolve("pom.xml"));
    Path classPath = Files.createDirectory(root.resolve("cli/target")).resolve("classpath.txt");
    Files.writeString(classPath, "lib.jar");
    Files.setLastModifiedTime(classPath, FileTime.from(Instant.now().plusSeconds(3600)));
    Path launch = Files.createDirectories(root.resolve("cli/src/main/sh")).resolve("launch.sh");
    Files.copy(Path.of("src/main/sh/launch.sh"), launch);
    script = executable(root.resolve("clipstream"), Files.readString(Path.of("../clipstream")));
    Files.createDirectories(folder.resolve("jdk/bin"));
    executable(
        folder.resolve("jdk/bin/java"),
        "#!/bin/sh\nfor a; do echo \"<$a>\"; done\necho \"LC_ALL=$LC_ALL\"\n");
  }

  private static Path executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private List<String> run(Path command, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().put("LC_ALL", "C");
    // Else the script would lay classes out in the tree while that is being removed.
    builder.environment().put("CLIPSTREAM_SHARED_CLASSES", "off");
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.lines().toList();
  }

  @Test
  void argumentsArePassedAsTheyAre() throws Exception {
    assertThat(run(script, "tag", "a b.png", "", "*"))
        .contains("<-Dclipstream.home=" + root + ">", "LC_ALL=C.UTF-8")
        .containsSequence("<tag>", "<a b.png>", "<>", "<*>");
  }

  @Test
  void aLinkToItServesToo() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path direct = Files.createSymbolicLink(bin.resolve("clipstream"), script);
    Path relative = Files.createSymbolicLink(bin.resolve("cs"), Path.of("../bin/./clipstream"));
    for (Path link : List.of(direct, relative)) {
      assertThat(run(link, "--version")).contains("<-Dclipstream.home=" + root + ">");
    }
    assertThat(bin.resolve("cli")).doesNotExist();
  }
}
