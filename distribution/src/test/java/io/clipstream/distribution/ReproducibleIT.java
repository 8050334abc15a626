package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing of who builds, when and where gets into the jars that are delivered. That two builds give
 * the same bytes is tried by {@code .ci/release}.
 */
class ReproducibleIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** In UTC, as Maven's archiver writes it whatever the builder's zone is. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  /** Of every module that is delivered. */
  static List<Path> ownJars() throws IOException {
    String version = System.getProperty("clipstream.version");
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.sorted().toList()) {
        Path jar =
            module.resolve("target/clipstream-" + module.getFileName() + "-" + version + ".jar");
        if (Files.exists(jar)) {
          jars.add(jar);
        }
      }
    }
    return jars;
  }

  @Test
  void noModuleIsLeftOut() throws IOException {
    assertThat(ownJars()).hasSizeGreaterThan(9);
  }

  @ParameterizedTest
  @MethodSource("ownJars")
  void entriesAreInOneOrderAndOfOneTime(Path jar) throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : Collections.list(file.entries())) {
        assertThat(entry.getTimeLocal()).as(entry.getName()).isEqualTo(TIME);
        if (isSorted(entry)) {
          names.add(entry.getName());
        }
      }
    }
    assertThat(names).isSortedAccordingTo(Comparator.comparing(name -> name.replace('/', '\0')));
  }

  /** The manifest comes first and what Maven says of itself last. */
  private static boolean isSorted(JarEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && !name.equals(JarFile.MANIFEST_NAME)
        && !name.startsWith("META-INF/maven/");
  }

  @ParameterizedTest
  @MethodSource("ownJars")
  void theManifestNamesNeitherUserNorMachineNorTime(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      assertThat(manifest.getMainAttributes().keySet().stream().map(Object::toString))
          .isSubsetOf("Manifest-Version", "Created-By", "Build-Jdk-Spec", "Automatic-Module-Name");
      assertThat(manifest.getMainAttributes().getValue("Build-Jdk-Spec")).matches("[0-9]+");
    }
  }

  @ParameterizedTest
  @MethodSource("ownJars")
  void noFileNamesTheDirectoryOfTheBuildOrOfTheUser(Path jar) throws IOException {
    List<String> places =
        Stream.of(ROOT.toString(), System.getProperty("user.home") + "/").distinct().toList();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : Collections.list(file.entries())) {
        byte[] bytes = file.getInputStream(entry).readAllBytes();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(places).as(entry.getName()).noneMatch(text::contains);
        if (entry.getName().endsWith(".properties")) {
          assertNoTime(file, entry);
        }
      }
    }
  }

  /** {@link Properties#store} writes the time of day into the first line. */
  private static void assertNoTime(JarFile file, JarEntry entry) throws IOException {
    String text = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    assertThat(text.lines().map(line -> line.toLowerCase(Locale.ROOT)))
        .as(entry.getName())
        .noneMatch(line -> line.matches("#\\w{3} \\w{3} [0-9]{2} [0-9:]{8}.*"));
  }

  @Test
  void inTheJobJarOursHaveOneTimeAndEveryEntryIsThereOnce() throws IOException {
    try (JarFile file = new JarFile(ClassPaths.JOB_JAR.toFile())) {
      List<JarEntry> ours =
          file.stream().filter(entry -> entry.getName().startsWith("io/clipstream/")).toList();
      assertThat(ours).hasSizeGreaterThan(300);
      assertThat(ours).extracting(JarEntry::getTimeLocal).containsOnly(TIME);
      assertThat(file.stream().map(JarEntry::getName)).doesNotHaveDuplicates();
    }
  }
}
