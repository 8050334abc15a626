package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.distribution.InstalledCommand.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the archive, in an installation of which it is all, with a java that tells. */
class InstalledCommandTest {
  @TempDir Path folder;
  private Path root;
  private Map<String, String> jdk;
  private InstalledCommand command;

  @BeforeEach
  void install() throws IOException {
    root = Files.createDirectories(folder.toRealPath().resolve("an installation"));
    Path bin = Files.createDirectory(root.resolve("bin"));
    executable(
        bin.resolve("clipstream"), Files.readString(Path.of("src/main/archive/bin/clipstream")));
    Files.copy(Path.of("../cli/src/main/sh/launch.sh"), bin.resolve("launch.sh"));
    Files.writeString(bin.resolve("clipstream.classpath"), "cli/a.jar\nlib/b.jar\n");
    Files.writeString(root.resolve("platform"), platform() + "\n");
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    executable(
        java, "#!/usr/bin/env bash\nprintf '<%s>\\n' \"$@\" \"DJL_CACHE_DIR=$DJL_CACHE_DIR\"\n");
    jdk = Map.of("JAVA_HOME", folder.resolve("jdk").toString());
    command = InstalledCommand.of(root, folder);
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** In the names that archives have. */
  static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch");
    return (system.startsWith("mac") ? "osx" : system)
        + "-"
        + (processor.equals("amd64") ? "x86_64" : processor);
  }

  @Test
  void theClassPathIsWhatTheFileNamesAndArgumentsArePassedAsTheyAre() throws Exception {
    Run run = command.run(jdk, "tag", "a b.png", "", "*");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .contains("<-Dclipstream.home=" + root + ">")
        .containsSequence("<-cp>", "<" + root + "/cli/a.jar:" + root + "/lib/b.jar>")
        .containsSequence("<tag>", "<a b.png>", "<>", "<*>");
  }

  @Test
  void aLinkInAFolderOfThePathServesToo() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("cs"), command.script());
    Run run = new InstalledCommand(link, command.home()).run(jdk, "--version");
    assertThat(run.out()).contains("<-Dclipstream.home=" + root + ">");
  }

  @Test
  void anotherPlatformIsRefusedByName() throws Exception {
    Files.writeString(root.resolve("platform"), "plan9-mips\n");
    Run run = command.run(jdk, "--version");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("clipstream: this archive is for plan9-mips, this machine is " + platform());
  }

  @Test
  void nativeCodeGoesToTheUsersCacheAndNotIntoTheInstallation() throws Exception {
    Path caches = folder.resolve("caches");
    Map<String, String> xdg =
        Map.of("JAVA_HOME", jdk.get("JAVA_HOME"), "XDG_CACHE_HOME", caches.toString());
    assertThat(command.run(xdg, "--version").out())
        .contains("<DJL_CACHE_DIR=" + caches.resolve("clipstream") + ">");
    assertThat(caches.resolve("clipstream")).isDirectory();
    Map<String, String> file =
        Map.of("JAVA_HOME", jdk.get("JAVA_HOME"), "DJL_CACHE_DIR", command.script() + "/x");
    assertThat(command.run(file, "--version").err())
        .contains("cannot write to " + command.script() + "/x")
        .contains("name another directory by DJL_CACHE_DIR");
  }

  @Test
  void withoutJavaItSaysWhatToInstall() throws Exception {
    Run run = command.run(Map.of("JAVA_HOME", folder.resolve("none").toString()), "--version");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("none/bin/java; install Java 17 or newer");
  }
}
