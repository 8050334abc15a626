package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordVectorsTest {
  @TempDir private Path dir;

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("vectors.txt"), text);
  }

  @Test
  void vectorsAreOfUnitLengthInTheFilesOrder() throws IOException {
    WordVectors vectors =
        WordVectors.read(file("fox 3 -4e0 0\nowl  0\t0.5 0 \n\nof 0 0 0\nfox 9 9 9\n"));
    assertThat(vectors.dimension()).isEqualTo(3);
    assertThat(vectors.words()).containsExactly("fox", "owl", "of");
    assertThat(vectors.vectors().get("fox")).containsExactly(0.6f, -0.8f, 0);
    assertThat(vectors.vectors().get("owl")).containsExactly(0, 1, 0);
    assertThat(vectors.vectors().get("of")).containsExactly(0, 0, 0);
  }

  @Test
  void aFirstLineOfNumbersOfWordsAndDimensionIsPassedOver() throws IOException {
    WordVectors vectors = WordVectors.read(file("2 3\nfox 1 0 0\nowl 0 1 0\n"));
    assertThat(vectors.words()).containsExactly("fox", "owl");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fox 1 0,owl 1 | line 2: expected a word and 2 numbers as in the line before, found 'owl' and 1",
        "fox 1 0,owl 1 two | line 2: expected a number, found 'two'",
        "fox 1 0,owl 1 NaN | line 2: expected a number, found 'NaN'",
        "fox | line 1: expected a word and its numbers, found 'fox' and 0",
        "2 3 | expected a word and its vector a line, found none"
      })
  void whatDoesNotReadSoIsRefusedByItsLine(String text, String message) throws IOException {
    Path file = file(text.replace(',', '\n'));
    assertThatThrownBy(() -> WordVectors.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContainingAll("vectors.txt", message);
  }

  @Test
  void aMissingFileIsSaid() {
    assertThatThrownBy(() -> WordVectors.read(dir.resolve("none.txt")))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("none.txt");
  }
}
