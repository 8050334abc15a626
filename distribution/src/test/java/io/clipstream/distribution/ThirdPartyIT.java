package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is delivered under which licence: the page names every library, and no other. */
class ThirdPartyIT {
  private static final String HOW =
      "THIRD-PARTY.md is made of the bill of materials; docs/release.md says how";

  @Test
  void everyLibraryOfTheArchiveIsInTheTableAndNoOther() throws IOException {
    List<String> rows = ThirdParty.ofPage().jars().stream().map(ThirdPartyIT::anyPlatform).toList();
    Set<String> jars = new TreeSet<>();
    jars().map(ThirdPartyIT::anyPlatform).forEach(jars::add);
    assertThat(jars).hasSizeGreaterThan(100);
    assertThat(rows).as(HOW).containsExactlyInAnyOrderElementsOf(jars);
  }

  @Test
  void everyLibraryMayBeUsedUnderALicenceThatWeAllow() throws IOException {
    assertThat(ThirdParty.ofPage().licences())
        .allSatisfy(
            (library, licences) ->
                assertThat(licences).as(library).containsAnyElementsOf(ThirdParty.ALLOWED));
  }

  /** Names of all jars but our own: artifact and version. */
  private static Stream<String> jars() throws IOException {
    String cli = Files.readString(Path.of("../cli/target/classpath.txt")).strip();
    return Stream.concat(
            Stream.of(cli.split(File.pathSeparator)).map(Path::of),
            ClassPaths.ofBuild().lib().stream())
        .map(jar -> jar.getFileName().toString().replaceFirst("\\.jar$", ""))
        .filter(name -> !name.startsWith("clipstream-"));
  }

  /** The engine's native code is another jar on other machines, of the same makers. */
  private static String anyPlatform(String jar) {
    return jar.startsWith("pytorch-native-cpu")
        ? jar.replace("-precxx11", "").replaceFirst("([0-9.]+)-.*$", "$1")
        : jar;
  }
}
