package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the archive, where the build makes one: {@code mvn -Pdistribution verify}. */
@EnabledIfSystemProperty(
    named = "clipstream.archive",
    matches = ".+",
    disabledReason = "only -Pdistribution makes the archive")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ArchiveIT {
  @Test
  void theArchiveHoldsTheJobJarTheLibrariesTheCommandLineAndWhatOperatorsRead() throws IOException {
    Map<String, Date> entries = entries(Path.of(System.getProperty("clipstream.archive")));
    assertThat(entries.keySet())
        .contains("clipstream-jobs.jar", "README.md", "conf/flink.yaml", "conf/tagging.yaml")
        .contains("platform", "bin/clipstream", "models/box/open_clip_model.safetensors")
        .containsAll(Files.readAllLines(Path.of("target/clipstream.classpath")));
    List<String> expected =
        ClassPaths.ofBuild().lib().stream().map(jar -> "lib/" + jar.getFileName()).toList();
    assertThat(entries.keySet().stream().filter(name -> name.endsWith(".jar")))
        .filteredOn(name -> name.startsWith("lib/"))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(entries.keySet().stream().filter(name -> name.endsWith(".jar")))
        .as("all that there are stand on the command line's class path, each once")
        .hasSameSizeAs(Files.readAllLines(Path.of("target/clipstream.classpath")));
    assertThat(entries.values()).as("times, so that builds are alike").containsOnly(date(entries));
  }

  @Test
  void whoHasNothingButJavaTagsAPictureAndSeesTheDemo(@TempDir Path folder) throws Exception {
    InstalledCommand command = InstalledCommand.of(unpacked(folder), folder);
    String samples = command.script().resolveSibling("../samples/pictures").normalize().toString();
    assertThat(command.output("tag", samples + "/key-noto.png", "--labels=key,anchor"))
        .contains("key-noto.png\tkey ");
    assertThat(command.output("demo", "--count=12", "--port=0").lines()).hasSizeGreaterThan(11);
    assertThat(command.home().resolve(".cache/clipstream/pytorch")).isDirectory();
  }

  private static Path unpacked(Path folder) throws Exception {
    Path archive = Path.of(System.getProperty("clipstream.archive"));
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return folder.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
  }

  private static Date date(Map<String, Date> entries) {
    return entries.values().iterator().next();
  }

  /** Times by name, without the directory that all stand in. */
  private static Map<String, Date> entries(Path archive) throws IOException {
    Map<String, Date> entries = new TreeMap<>();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        InputStream plain = new GzipCompressorInputStream(file);
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (!e.isDirectory()) {
          entries.put(e.getName().substring(e.getName().indexOf('/') + 1), e.getModTime());
        }
      }
    }
    return entries;
  }
}
