package io.clipstream.model.zeroshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.PieceFiles;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutPromptsTest {
  /** Bytes alone, of which 14 fit between the markers. */
  private final Tokenizer tokenizer = BytePairTrainer.train(List.of("a"), 514).tokenizer(16);

  @TempDir Path folder;

  private static PromptedLabels set(String template, String... names) {
    return PromptedLabels.of(
        List.of(names), new PromptTemplates("t", List.of(template)), Scoring.SOFTMAX);
  }

  private String warning(PromptedLabels set) {
    return CutPrompts.warning(tokenizer, set).orElse("");
  }

  @Test
  void whatDiffersOnlyBehindTheCutIsNamed() {
    assertThat(warning(set("a picture of {}", "elephant", "elepaio", "cat")))
        .isEqualTo(
            "prompts of 'elephant' and 'elepaio' are equal once cut at the context length of 16"
                + " tokens; shorten them, or put what differs in front");
  }

  @Test
  void whatDiffersBeforeTheCutIsNot() {
    assertThat(warning(set("a picture of {}", "cat", "dog", "elephant"))).isEmpty();
    assertThat(warning(set("{} in a picture that goes on", "cat", "dog"))).isEmpty();
  }

  @Test
  void shortPromptsAreNotCutHoweverAlike() {
    assertThat(warning(set("{}", "Cat", "cat", "abcdefghijklm", "abcdefghijkln"))).isEmpty();
  }

  /** The vocabulary takes "\u2487" apart into "(20)", of which each character is a token. */
  @Test
  void aPromptThatGetsLongerByItsNormalisationIsCutToo() {
    Map<String, Double> scores = new LinkedHashMap<>();
    List.of("<pad>", "</s>", "<unk>", "\u2581", "(", ")", "2", "0", "a", "b")
        .forEach(piece -> scores.put(piece, -1.0));
    ObjectNode file = PieceFiles.unigrams(scores);
    file.set("normalizer", PieceFiles.typed("NFKC"));
    PieceFiles.write(folder, file, "{'tokenizer_class': 'T5Tokenizer'}");
    String circled = "\u2487".repeat(4);
    try (Tokenizer pieces = Tokenizer.load(folder, 18)) {
      assertThat(pieces.encode(circled)).hasSize(18);
      assertThat(CutPrompts.warning(pieces, set("{}", circled + "a", circled + "b")))
          .hasValueSatisfying(words -> assertThat(words).contains("context length of 18 tokens"));
      assertThat(CutPrompts.warning(pieces, set("{}", "a", "b"))).isEmpty();
    }
  }

  @Test
  void anyPromptOfALabelCounts() {
    PromptedLabels set =
        new PromptedLabels(
            List.of(
                new Label("a", List.of("one", "a long beginning and a cat")),
                new Label("b", List.of("two", "a long beginning and a dog")),
                new Label("c", List.of("another long one, a", "another long one, b"))),
            PromptTemplates.named("label"),
            Scoring.SOFTMAX,
            List.of());
    assertThat(warning(set)).startsWith("prompts of 'a' and 'b' are equal");
  }

  @Test
  void theBackgroundCountsWhereItIsUsed() {
    List<Label> labels = List.of(new Label("a", List.of("a photograph of a cat")));
    PromptTemplates plain = PromptTemplates.named("label");
    List<String> background = List.of("a photograph of a thing");
    assertThat(warning(new PromptedLabels(labels, plain, Scoring.INDEPENDENT, background)))
        .startsWith("prompts of the background and 'a' are equal");
    assertThat(warning(new PromptedLabels(labels, plain, Scoring.SOFTMAX, background))).isEmpty();
  }

  @Test
  void ofManyOnlyAFewAreNamed() {
    String[] names = IntStream.range(0, 50).mapToObj(i -> "number " + i).toArray(String[]::new);
    assertThat(warning(set("a drawing of the {}", names)))
        .startsWith("prompts of 'number 0' and 'number 1', of 'number 0' and 'number 2', of ")
        .contains(" and of 46 more pairs are equal")
        .hasSizeLessThan(400);
  }
}
