package io.clipstream.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.training.data.Glossary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dictionary in WordNet's format, with definitions of our own. */
class GlossaryTableTest {
  private static final String NOUNS =
      """
        1 The licence | is indented.
      00000010 03 n 01 entity 0 000 | what there is
      00000020 05 n 01 animal 0 001 @ 00000010 n 0000 | what moves and eats; "an animal ran"
      00000030 05 n 02 canine 0 canid 0 001 @ 00000020 n 0000 | an animal (of a family) like a dog
      00000040 05 n 02 dog 0 domestic_dog 0 001 @ 00000030 n 0000 | a canine that barks
      00000050 05 n 02 fox 0 Vulpes 0 002 @ 00000030 n 0000 + 00000099 v 0101 | a red canine; lives in a den
      00000060 18 n 01 fox 0 001 @ 00000070 n 0000 | a sly person
      00000070 18 n 01 person 0 001 @ 00000010 n 0000 | who speaks
      00000080 05 n 01 thylacine 0 001 @ 00000030 n 0000 | an animal that died out
      00000090 09 n 01 dream 0 001 @ 00000010 n 0000 | what a dog and a fox have at night
      00000100 06 n 02 kennel 0 dog_house 0 001 @ 00000110 n 0000 | a house in which one or two or three or four dogs sleep
      00000110 06 n 01 outbuilding 0 001 @ 00000010 n 0000 | a house for a fox, not a kennel
      """;

  private static final String SENSES =
      """
      animal%1:03:00:: 00000020 1 9
      canine%1:05:00:: 00000030 1 0
      dog%1:05:00:: 00000040 1 9
      domestic_dog%1:05:00:: 00000040 1 0
      fox%1:05:00:: 00000050 1 3
      fox%1:18:00:: 00000060 2 1
      fox%2:30:00:: 00000099 1 1
      thylacine%1:05:00:: 00000080 1 0
      dream%1:09:00:: 00000090 1 0
      kennel%1:06:00:: 00000100 1 0
      dog_house%1:06:00:: 00000100 1 0
      person%1:18:00:: 00000070 1 9
      """;

  private static final String VERBS = "00000099 30 v 01 fox 0 000 00 | to do what a kennel does\n";

  @TempDir private Path folder;

  private static WordNet wordNet() {
    return WordNet.read(Map.of("noun", NOUNS, "verb", VERBS), SENSES);
  }

  @Test
  void synsetsHaveTheirWordsWhatIsBroaderAndADefinitionWithoutExamples() {
    WordNet wordNet = wordNet();
    assertThat(wordNet.synsets()).hasSize(11);
    assertThat(wordNet.synsets().get(20).definition()).isEqualTo("what moves and eats");
    assertThat(wordNet.synsets().get(50))
        .isEqualTo(
            new WordNet.Synset(
                5, List.of("fox", "Vulpes"), List.of(30), "a red canine; lives in a den"));
    assertThat(wordNet.rank("fox", 60)).isEqualTo(2);
    assertThat(wordNet.rank("fox", 99)).isEqualTo(Integer.MAX_VALUE);
    assertThat(wordNet.isUsed("fox", 2)).isTrue();
    assertThat(wordNet.isUsed("dog fox", 3)).isFalse();
  }

  /**
   * A fox is no canine here, which no caption says, but an animal; rare and odd words are not in.
   */
  @Test
  void termsAreExplainedByWhatCaptionsSay() throws IOException {
    Path captions =
        Files.writeString(
            folder.resolve("captions.tsv"),
            "path\tcaption\n"
                + "1.png\tDog\tdog, animal\n2.png\tdog\tanimal\n3.png\tdog\tanimal\n"
                + "4.png\tperson\n");
    Path file = folder.resolve("glossary.tsv");
    int rows = new GlossaryTable(wordNet(), CaptionWords.of(List.of(captions))).write(file);

    Glossary glossary = Glossary.read(file);
    assertThat(glossary.entries())
        .hasSize(rows)
        .containsExactly(
            new Glossary.Entry("canine", List.of("an animal like a dog", "animal")),
            new Glossary.Entry("dog", List.of("a canine that barks", "animal")),
            new Glossary.Entry("fox", List.of("a red canine", "animal", "animal, dog")));
  }

  @Test
  void definitionsAreCutAfterNineWordsAndOtherNamesAreNamed() throws IOException {
    GlossaryTable table =
        new GlossaryTable(
            wordNet(),
            new CaptionWords(Map.of("outbuilding", 3, "dog", 3, "house", 3), Set.of("fox")));
    Path file = folder.resolve("glossary.tsv");
    table.write(file);
    assertThat(Files.readAllLines(file))
        .contains(
            "kennel\ta house in which one or two or three\toutbuilding\tdog house",
            "dog house\ta house in which one or two or three\toutbuilding\tkennel");
  }
}
