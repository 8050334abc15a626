package io.clipstream.dashboard.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uFF1D1", "\uFF201"})
  void whatLooksLikeAFormulaIsAText(String text) {
    assertThat(Cell.text(text)).isEqualTo("\"'" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat", "a,b", "two\r\nlines", "a=1"})
  void anythingElseIsQuotedAsItIs(String text) {
    assertThat(Cell.text(text)).isEqualTo("\"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "a\"b"})
  void quotesAreDoubled(String text) {
    assertThat(Cell.text(text)).isEqualTo("\"" + text.replace("\"", "\"\"") + "\"");
  }
}
