package io.clipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("text"), text);
  }

  @Test
  void aMarkInFrontIsNoPartOfTheText() throws IOException {
    for (String text : List.of("", "a", "ab", "abc\r\nd\n", "ü", "\ufeff")) {
      assertThat(TextFile.read(file("\ufeff" + text), 100)).isEqualTo(text);
      assertThat(TextFile.lines(file("\ufeff" + text), 100)).isEqualTo(text.lines().toList());
      try (BufferedReader reader = TextFile.reader(file("\ufeff" + text))) {
        assertThat(reader.lines()).isEqualTo(text.lines().toList());
      }
    }
  }

  @Test
  void aTextWithoutAMarkIsReadWhole() throws IOException {
    for (String text : List.of("", "a", "ab", "ü", "日本", "abc\nd")) {
      assertThat(TextFile.read(file(text), 100)).isEqualTo(text);
      try (BufferedReader reader = TextFile.reader(file(text))) {
        assertThat(reader.lines()).isEqualTo(text.lines().toList());
      }
    }
  }

  @Test
  void otherEncodingsAreNamedAsWhatTheyAre() throws IOException {
    Path wide = Files.write(folder.resolve("wide"), "ab".getBytes(StandardCharsets.UTF_16));
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'a', (byte) 0xfc, 'b'});
    assertThatThrownBy(() -> TextFile.read(wide, 100)).hasMessageContaining("found UTF-16");
    assertThatThrownBy(() -> TextFile.reader(wide)).hasMessageContaining("found UTF-16");
    assertThatThrownBy(() -> TextFile.read(latin, 100))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("latin: expected UTF-8, found other bytes");
    try (BufferedReader reader = TextFile.reader(latin)) {
      assertThat(reader.lines()).containsExactly("a\ufffdb");
    }
  }

  @Test
  void linesEndAsTheyDoElsewhereButTheyDoEnd() throws IOException {
    for (String text : List.of("a\r\nb\rc\n\nd", "\r\n", "\r", "a\r", "\n\r", "a\n\r\nb\r\r\nc")) {
      try (BufferedReader reader = TextFile.reader(file(text))) {
        assertThat(reader.lines()).isEqualTo(text.lines().toList());
      }
    }
    try (BufferedReader reader = TextFile.reader(file("x".repeat((1 << 20) + 1)))) {
      assertThatThrownBy(reader::readLine)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("lines of at most 1048576 characters");
    }
  }

  @Test
  void whatIsMissingOrTooLargeIsNamed() throws IOException {
    Path large = file("x".repeat(101));
    assertThatThrownBy(() -> TextFile.read(large, 100))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("at most 100 bytes");
    assertThatThrownBy(() -> TextFile.read(folder.resolve("none"), 100))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("none: expected a text file");
    assertThatThrownBy(() -> TextFile.read(folder, 100))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void quotesOfSpreadsheetsAreTakenOut() {
    assertThat(TextFile.columns("a.png\t\"red, big\"\t\"a \"\"nice\"\" cat\"\t\"\"\t"))
        .containsExactly("a.png", "red, big", "a \"nice\" cat", "", "");
    assertThat(TextFile.columns("\"so\" he said\tthe \"end\"\t\"one\" or \"two\"\t\"\t5\""))
        .containsExactly("\"so\" he said", "the \"end\"", "\"one\" or \"two\"", "\"", "5\"");
  }
}
