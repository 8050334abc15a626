package io.clipstream.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PackagesTest {
  @TempDir Path folder;
  private final List<String> messages = new ArrayList<>();

  private LockedPackage locked(String sha256) {
    return new LockedPackage(sha256, "a-1.tgz", LockedPackage.Source.NPM, "a@1");
  }

  @Test
  void theShippedLockNamesEveryDesignByExactVersion() {
    List<LockedPackage> lock = LockedPackage.parse(LockedPackage.shippedLock());

    List<String> names = lock.stream().map(LockedPackage::name).toList();
    assertThat(names).doesNotHaveDuplicates().contains(Sources.shipped().evaluated().packageName());
    Sources.shipped().designs().forEach(design -> assertThat(names).contains(design.packageName()));
    Sources.shipped().icons().forEach(set -> assertThat(names).contains(set.packageName()));
    assertThat(lock).allMatch(p -> p.spec().matches(".+[@=]\\d[^@]*"));
    assertThat(Licences.table(lock, Sources.shipped())).contains("never trained on | CC-BY-SA-4.0");
  }

  @Test
  void locksThatDoNotReadAreRefusedByLine() {
    for (String line : List.of("abc", "a b c", "00 f npm:x@1", "g".repeat(64) + " f npm:x@1")) {
      assertThatThrownBy(() -> LockedPackage.parse(line))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("lock file");
    }
    String escaping = "0".repeat(64) + " ../../f npm:x@1";
    assertThatThrownBy(() -> LockedPackage.parse(escaping)).hasMessageContaining("no file name");
  }

  @Test
  void whatIsInTheCacheIsNotFetchedAgain() throws Exception {
    Path archive = Files.writeString(folder.resolve("a-1.tgz"), "content");
    String sha256 = Digests.sha256(archive);
    assertThat(sha256)
        .isEqualTo("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73");

    assertThat(new PackageFetcher(folder, messages::add).fetch(locked(sha256))).contains(archive);
    assertThat(messages).isEmpty();
  }

  @Test
  void contentThatDiffersFromTheLockIsRefusedAndRemoved() throws IOException {
    Path archive = Files.writeString(folder.resolve("a-1.tgz"), "something else");

    assertThatThrownBy(() -> PackageFetcher.verify(archive, locked("0".repeat(64))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a@1: the archive's sha256 is ")
        .hasMessageContaining("expected 0000");
    assertThat(archive).doesNotExist();
  }

  @Test
  void packagesOfBothKindsAreRead() throws IOException {
    Path tgz = folder.resolve("p.tgz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tgz))) {
      out.write(tar(Map.of("package/a.json", "{}", "package/b.txt", "b")));
    }
    ByteArrayOutputStream xz = new ByteArrayOutputStream();
    try (OutputStream out = new XZCompressorOutputStream(xz)) {
      out.write(tar(Map.of("./usr/share/x.svg", "<svg/>")));
    }
    Path deb = folder.resolve("p.deb");
    try (ArArchiveOutputStream out = new ArArchiveOutputStream(Files.newOutputStream(deb))) {
      for (Map.Entry<String, byte[]> part :
          List.of(
              Map.entry("debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII)),
              Map.entry("data.tar.xz", xz.toByteArray()))) {
        out.putArchiveEntry(new ArArchiveEntry(part.getKey(), part.getValue().length));
        out.write(part.getValue());
        out.closeArchiveEntry();
      }
    }

    Map<String, byte[]> npm = Archives.readTgz(tgz, name -> name.endsWith(".json"));

    assertThat(npm).containsOnlyKeys("package/a.json");
    assertThat(Archives.text(npm, "package/a.json")).isEqualTo("{}");
    assertThatThrownBy(() -> Archives.text(npm, "package/c"))
        .hasMessageContaining("package holds no package/c");
    assertThat(Archives.readDeb(deb, name -> true)).containsOnlyKeys("./usr/share/x.svg");
  }

  private static byte[] tar(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void tablesSeparateTrainingValidationAndTest() throws IOException {
    List<EmojiPicture> trained = new ArrayList<>();
    List<EmojiPicture> evaluated = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String id = Integer.toHexString(0x1f300 + i);
      Concept concept = new Concept(id, "thing " + i, List.of("a", "b"), "objects");
      Sources.shipped()
          .designs()
          .subList(0, 3)
          .forEach(d -> trained.add(new EmojiPicture(d, concept)));
      evaluated.add(new EmojiPicture(Sources.shipped().evaluated(), concept));
    }

    Map<String, Integer> rows =
        new EmojiTables(folder, "twemoji", MoreNames.NONE).write(trained, evaluated);

    int tested = rows.get("held-out");
    assertThat(rows.get("e1")).isEqualTo(200 - tested);
    assertThat(rows.get("e2")).isEqualTo(3 * tested);
    assertThat(rows.get("train-all")).isEqualTo(3 * (200 - tested));
    int validated = rows.get("validation-concepts") / 3;
    assertThat(rows.get("validation-design")).isEqualTo(200 - tested - validated);
    assertThat(rows.get("train")).isEqualTo(2 * (200 - tested - validated));
    assertThat(rows.get("seen-train")).isEqualTo(2 * (200 - tested));
    assertThat(rows.get("unseen-train")).isEqualTo(3 * tested);
    assertThat(Files.readAllLines(folder.resolve("unseen-test.tsv")))
        .hasSize(tested + 1)
        .filteredOn(row -> row.contains(".png"))
        .allMatch(row -> row.startsWith("pictures/openmoji/"));
    List<String> train = Files.readAllLines(folder.resolve("train.tsv"));
    assertThat(train).hasSize(rows.get("train") + 1).noneMatch(row -> row.contains("/twemoji/"));
    assertThat(train.get(1)).startsWith("pictures/noto/");
    assertThat(Files.readAllLines(folder.resolve("e1.tsv")).get(0))
        .isEqualTo("path\tclass\tcaption\tgroup");
  }

  @Test
  void anUnknownValidationDesignFailsBeforeAnythingIsFetched() {
    CommandLine command = new CommandLine(new DataFetchEmoji());
    List<Exception> thrown = new ArrayList<>();
    command.setExecutionExceptionHandler(
        (exception, line, parsed) -> {
          thrown.add(exception);
          return 1;
        });

    int exit = command.execute("-o", folder.toString(), "--validation-design", "none");

    assertThat(exit).isEqualTo(1);
    assertThat(thrown)
        .singleElement()
        .satisfies(
            e ->
                assertThat(e).hasMessageContaining("validation design is 'none', expected one of"));
    assertThat(folder).isEmptyDirectory();
  }
}
