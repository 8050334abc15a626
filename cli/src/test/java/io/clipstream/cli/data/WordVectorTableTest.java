package io.clipstream.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.text.WordVectors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVectorTableTest {
  /** Two numbers a vector, with its length and place behind, as the package has them. */
  private static final String PACKAGE =
      """
      {"precision": 8, "l2NormIndex": 2, "dimensions": 2, "words": ["the", "fox"],
       "vectors": {"the": [0.1, -0.25, 0.269, 0], ",": [1, 1, 1.4, 1], "fox": [3e-2, 4, 4.1, 2],
                   "x": [1, 2, 3, 3], "lynx": [5, 6, 7, 4], "thé": [1, 2, 3, 5]},
       "unkVector": [0, 0, 0, 0]}
      """;

  @TempDir private Path dir;

  private Path archive(String path, String text) throws IOException {
    Path archive = dir.resolve("package.tgz");
    try (OutputStream out = Files.newOutputStream(archive);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry entry = new TarArchiveEntry(path);
      entry.setSize(bytes.length);
      tar.putArchiveEntry(entry);
      tar.write(bytes);
      tar.closeArchiveEntry();
    }
    return archive;
  }

  @Test
  void wordsOfCaptionsAndTermsHaveTheirVectors() throws IOException {
    CaptionWords captions = new CaptionWords(Map.of("the", 1, "x", 9, "thé", 2), Set.of());
    Path glossary = Files.writeString(dir.resolve("glossary.tsv"), "term\tmeaning\nred fox\tdog\n");
    Path file = dir.resolve("word-vectors.txt");
    WordVectorTable table = WordVectorTable.of(captions, glossary);
    assertThat(table.write(archive(WordVectorTable.ENTRY, PACKAGE), file)).isEqualTo(2);
    assertThat(file).hasContent("the 0.1 -0.25\nfox 3e-2 4\n");
    assertThat(WordVectors.read(file).words()).containsExactly("the", "fox");
  }

  @Test
  void anotherLayoutIsSaid() throws IOException {
    WordVectorTable table = new WordVectorTable(new CaptionWords(Map.of(), Set.of()), Set.of());
    Path file = dir.resolve("word-vectors.txt");
    Path other = archive("package/other.json", "{}");
    assertThatThrownBy(() -> table.write(other, file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(WordVectorTable.ENTRY);
    Path empty = archive(WordVectorTable.ENTRY, "{\"dimensions\": 2}");
    assertThatThrownBy(() -> table.write(empty, file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds no vectors");
  }
}
