package io.clipstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebDatasetTarsTest {
  private static final byte[] RED = PairFiles.png(1);
  private static final byte[] GREEN = PairFiles.png(2);
  private static final byte[] MASK = PairFiles.png(3);

  @TempDir Path folder;
  private final SkipLog skips = new SkipLog();

  @Test
  void aFieldIsAllThatFollowsTheFirstDot() throws IOException {
    List<Pair> pairs =
        pairs(
            "0000.png",
            RED,
            "0000.seg.png",
            MASK,
            "0000.ocr.txt",
            "EXIT",
            "0000.meta.json",
            "{\"caption\": \"of the mask\"}",
            "0000.txt",
            "red");
    assertThat(pairs).hasSize(1);
    assertThat(pairs.get(0).image().read()).isEqualTo(RED);
    assertThat(pairs.get(0).captions()).containsExactly("red");
    assertThat(skips.counts()).isEmpty();
  }

  @Test
  void filesWithDotsInTheirKeysAreCountedOneByOne() throws IOException {
    assertThat(pairs("22.05.png", RED, "22.05.txt", "a", "22.06.png", GREEN, "22.06.txt", "b"))
        .isEmpty();
    assertThat(skips.counts()).isEqualTo(Map.of(SkipReason.NO_KEY, 4));
    assertThat(skips.line()).contains("22.05.png: its key is '22', its field '05.png'");
  }

  @Test
  void aRepeatedFieldBeginsAnotherSample() throws IOException {
    List<Pair> pairs =
        pairs(
            "0.png", RED, "0.txt", "red", "0.png", GREEN, "0.txt", "green", "1.png", RED, "1.txt",
            "one");
    assertThat(pairs.stream().map(Pair::captions))
        .containsExactlyInAnyOrder(List.of("red"), List.of("green"), List.of("one"));
    assertThat(pairs.stream().map(Pair::id)).doesNotHaveDuplicates();
    for (Pair pair : pairs) {
      assertThat(pair.image().read())
          .isEqualTo(pair.captions().get(0).equals("green") ? GREEN : RED);
    }
    assertThat(skips.counts()).isEmpty();
  }

  @Test
  void hiddenFilesAndThoseWithoutADotHaveNoKey() throws IOException {
    List<Pair> pairs =
        pairs(
            "./._0.png",
            "AppleDouble",
            "./0.png",
            RED,
            "./._0.txt",
            "AppleDouble",
            "./0.txt",
            "red",
            "README",
            "text",
            ".DS_Store",
            "text");
    assertThat(pairs.stream().map(Pair::captions)).containsExactly(List.of("red"));
    assertThat(skips.counts()).isEqualTo(Map.of(SkipReason.NO_KEY, 4));
  }

  @Test
  void dotsInFoldersAreNoEndsOfKeys() throws IOException {
    assertThat(pairs("./a.b/c.d/0.png", RED, "./a.b/c.d/0.txt", "red", "v1.2/0.png", RED))
        .singleElement()
        .satisfies(pair -> assertThat(pair.id()).endsWith(":./a.b/c.d/0"));
    assertThat(skips.counts()).isEqualTo(Map.of(SkipReason.NO_CAPTION, 1));
  }

  @Test
  void ofSeveralPicturesTheUsualFieldIsTaken() throws IOException {
    List<Pair> pairs = pairs("0.tiff", MASK, "0.jpg", RED, "0.png", GREEN, "0.txt", "red");
    assertThat(pairs.get(0).image().read()).isEqualTo(RED);
  }

  @Test
  void jsonIsReadAsPythonWritesIt() throws IOException {
    List<Pair> pairs =
        pairs(
            "0.png",
            RED,
            "0.json",
            "{\"similarity\": NaN, \"a\": -Infinity, \"caption\": \"red\"}",
            "1.png",
            RED,
            "1.json",
            "{\"caption\": null, \"captions\": [null, 3, \"one\"]}",
            "2.png",
            RED,
            "2.json",
            "\ufeff{\"captions\": \"two\"}");
    assertThat(pairs.stream().map(Pair::captions))
        .containsExactlyInAnyOrder(List.of("red"), List.of("one"), List.of("two"));
  }

  @Test
  void marksOfEditorsAreNoPartOfACaption() throws IOException {
    List<Pair> pairs =
        pairs(
            "0.png",
            RED,
            "0.txt",
            "\ufeffred\r\n",
            "1.png",
            RED,
            "1.txt",
            "one".getBytes(StandardCharsets.UTF_16));
    assertThat(pairs.stream().map(Pair::captions)).containsExactly(List.of("red"));
    assertThat(skips.line()).contains("1 pairs have no caption").contains("txt is UTF-16");
  }

  @Test
  void gzipIsReadUnderAnyName() throws IOException {
    byte[] plain = tar("0.png", RED, "0.txt", "red");
    for (String name : List.of("a.tar", "b.tar.gz", "c.tgz", "D.TAR")) {
      Files.write(folder.resolve(name), name.equals("D.TAR") ? plain : zipped(plain));
    }
    Files.write(folder.resolve("._a.tar"), new byte[] {0, 5, 22, 7});
    byte[] zipped = zipped(plain);
    Files.write(folder.resolve("e.tgz"), Arrays.copyOf(zipped, zipped.length / 2));
    assertThat(PairFiles.captions(PairSource.open(folder, skips), 1, 0))
        .containsExactly("red", "red", "red", "red");
    assertThat(skips.counts()).isEqualTo(Map.of(SkipReason.DAMAGED_FILE, 1));
  }

  @Test
  void otherPackingsAreNamedUnderAnyName() throws IOException {
    Map<String, byte[]> packed =
        Map.of(
            "BZIP2", new byte[] {'B', 'Z', 'h', '9', '1', 'A'},
            "XZ", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0},
            "ZSTD", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 4, 0x58},
            "LZ4", new byte[] {0x04, 0x22, 0x4d, 0x18, 0x64, 0x40},
            "ZIP", new byte[] {'P', 'K', 3, 4, 20, 0});
    for (Map.Entry<String, byte[]> one : packed.entrySet()) {
      for (String ending : List.of(".tar", ".tar.gz", ".tar.zst")) {
        SkipLog told = new SkipLog();
        Path file = Files.write(folder.resolve(one.getKey() + ending), one.getValue());
        assertThat(PairFiles.captions(PairSource.open(file, told), 1, 0)).isEmpty();
        assertThat(told.line()).contains("1 files are damaged", "packed with " + one.getKey());
      }
    }
  }

  @Test
  void textBehindJsonIsNotPassedOverInSilence() throws IOException {
    assertThat(pairs("0.png", RED, "0.json", "{\"caption\": \"a\"}{\"caption\": \"b\"}")).isEmpty();
    assertThat(skips.line()).contains("its json is damaged");
  }

  @Test
  void holesOfSparseFilesAreFilled() throws IOException {
    byte[] shard = tar("0.png", "headtail", "0.txt", "red");
    byte[] stored = Arrays.copyOf(Arrays.copyOfRange(shard, 512, 520), 1024);
    System.arraycopy(shard, 516, stored, 512, 4);
    Arrays.fill(stored, 4, 8, (byte) 0);
    ByteArrayOutputStream sparse = new ByteArrayOutputStream();
    sparse.write(sparseHeader(shard));
    sparse.write(stored);
    sparse.write(shard, 1024, shard.length - 1024);
    Path file = Files.write(folder.resolve("sparse.tar"), sparse.toByteArray());

    List<Pair> pairs = PairFiles.epoch(PairSource.open(file, skips), 1, 0);
    byte[] expected = new byte[4100];
    System.arraycopy(stored, 0, expected, 0, 512);
    System.arraycopy(stored, 512, expected, 4096, 4);
    assertThat(pairs.get(0).image().read()).isEqualTo(expected);
    assertThat(pairs.get(0).captions()).containsExactly("red");
  }

  /** GNU's: a block of 512 bytes at 0 and 4 bytes at 4096. */
  private static byte[] sparseHeader(byte[] plain) {
    byte[] header = Arrays.copyOf(plain, 512);
    put(header, 124, "%011o".formatted(516));
    put(header, 156, "S");
    put(header, 257, "ustar  ");
    header[264] = 0;
    Arrays.fill(header, 345, 512, (byte) 0);
    int at = 386;
    for (int number : new int[] {0, 512, 4096, 4}) {
      put(header, at, "%011o".formatted(number));
      at += 12;
    }
    put(header, 483, "%011o".formatted(4100));
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o".formatted(sum));
    header[154] = 0;
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Test
  void linksEmptyFilesAndWhatFollowsTheEndAreCounted() throws IOException {
    Path linked = folder.resolve("0.tar");
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(linked))) {
      TarArchiveEntry link = new TarArchiveEntry("0.png", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      out.putArchiveEntry(link);
      out.closeArchiveEntry();
      add(out, "0.txt", "red".getBytes(StandardCharsets.UTF_8));
    }
    Files.write(folder.resolve("1.tar"), new byte[0]);
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(tar("a.png", RED, "a.txt", "first"));
    joined.write(tar("b.png", RED, "b.txt", "lost"));
    Files.write(folder.resolve("2.tar"), joined.toByteArray());

    assertThat(PairFiles.captions(PairSource.open(folder, skips), 1, 0)).containsExactly("first");
    assertThat(skips.counts())
        .isEqualTo(Map.of(SkipReason.DAMAGED_FILE, 2, SkipReason.NO_PICTURE, 1));
    assertThat(skips.line()).contains("png is a link").contains("is empty").contains("behind its");
  }

  private List<Pair> pairs(Object... namesAndContents) throws IOException {
    Path shard = folder.resolve("shard.tar");
    PairFiles.tar(shard, namesAndContents);
    return new ArrayList<>(PairFiles.epoch(PairSource.open(shard, skips), 1, 0));
  }

  private byte[] tar(Object... namesAndContents) throws IOException {
    Path file = Files.createTempFile("shard", ".tar");
    try {
      PairFiles.tar(file, namesAndContents);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static void add(TarArchiveOutputStream out, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    out.putArchiveEntry(entry);
    out.write(content);
    out.closeArchiveEntry();
  }
}
