package io.clipstream.model.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlossaryTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("words.tsv"), text);
  }

  private Glossary read(String text) throws IOException {
    return Glossary.read(file(text));
  }

  @Test
  void eachLineIsATermAndItsMeanings() throws IOException {
    Glossary glossary =
        read(
            "\ufeffterm\tmeaning\r\nfox\ta wild dog\tcanine\t\r\n\r\n"
                + "\"tent, large\"\t \"a \"\"house\"\" of cloth\"\n");
    assertThat(glossary.name()).isEqualTo("words.tsv");
    assertThat(glossary.entries())
        .containsExactly(
            new Glossary.Entry("fox", List.of("a wild dog", "canine")),
            new Glossary.Entry("tent, large", List.of("\"a \"\"house\"\" of cloth\"")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "fox\ta wild dog\nowl\ta bird\n", "term,meaning\nfox,dog\nowl,bird\n"})
  void aTableWithoutItsFirstLineIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("words.tsv: expected a first line of term and meaning");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fox", "fox\t", "\ta wild dog", "fox\t \t"})
  void aTermWithoutMeaningIsNamedByItsLine(String line) {
    assertThatThrownBy(() -> read("term\tmeaning\nowl\ta bird\n" + line + "\n"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("words.tsv, line 3: expected a term and a meaning or more");
  }

  @Test
  void oneTermIsTooFewToTellApartAndAMissingFileIsMissing() {
    assertThatThrownBy(() -> read("term\tmeaning\nowl\ta bird\n"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("expected 2 terms or more to tell apart, found 1");
    assertThatThrownBy(() -> Glossary.read(folder.resolve("none.tsv")))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("none.tsv");
  }

  @Test
  void drawsFollowFromTheSeedAndTheStepAndReachEveryMeaning() {
    Glossary glossary =
        new Glossary(
            "words",
            List.of(
                new Glossary.Entry("fox", List.of("canine", "canine", "canine", "red")),
                new Glossary.Entry("owl", List.of("bird"))));
    assertThat(glossary.draw(20, 1, 5)).isEqualTo(glossary.draw(20, 1, 5)).hasSize(20);
    Set<List<Glossary.Meaning>> different = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      different.add(glossary.draw(20, i % 2, i / 2));
    }
    assertThat(different).hasSize(4);
    Map<String, Long> drawn =
        glossary.draw(8000, 1, 1).stream()
            .map(Glossary.Meaning::meaning)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(drawn).containsOnlyKeys("canine", "red", "bird");
    assertThat(drawn.get("canine")).isBetween(2800L, 3200L);
    assertThat(drawn.get("red")).isBetween(850L, 1150L);
  }

  @Test
  void aLessonWeighsSomethingOrIsNone() {
    Glossary glossary =
        new Glossary(
            "words",
            List.of(
                new Glossary.Entry("fox", List.of("dog")),
                new Glossary.Entry("owl", List.of("bird"))));
    for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new WordLesson.OfGlossary(glossary, weight))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("the glossary's weight is " + weight);
    }
    assertThat(WordLesson.NONE.draw(10, 1, 1)).isEmpty();
    assertThat(new WordLesson.OfGlossary(glossary, 0.5).described()).contains("words 2 * 0.5");
  }
}
