package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.evaluation.ZeroShotEvaluation.Confusion;
import io.clipstream.model.evaluation.ZeroShotEvaluation.Guess;
import io.clipstream.model.evaluation.ZeroShotEvaluation.Result;
import io.clipstream.model.testing.TestCheckpoints;
import io.clipstream.model.text.PromptTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZeroShotEvaluationTest {
  @TempDir private Path dir;

  private static Guess guess(String truth, String group, String... guessed) {
    return new Guess(truth, List.of(guessed), Optional.ofNullable(group));
  }

  @Test
  void accuracyIsTheMeanOfPicturesAndTheMeanOfClasses() {
    Result result =
        new Result(
            List.of(
                guess("cat", "animals", "cat", "dog"),
                guess("cat", "animals", "cat", "car"),
                guess("cat", "animals", "dog", "cat"),
                guess("dog", "animals", "cat", "car"),
                guess("car", null, "dog", "cat")),
            4,
            List.of());

    assertThat(result.top1()).isEqualTo(2 / 5.0);
    assertThat(result.top5()).isEqualTo(3 / 5.0);
    assertThat(result.macroTop1()).isCloseTo((2 / 3.0 + 0 + 0) / 3, within(1e-12));
    assertThat(result.macroTop5()).isCloseTo((1 + 0 + 0) / 3.0, within(1e-12));
    assertThat(result.chance()).isEqualTo(0.25);
    assertThat(result.byGroup()).containsOnlyKeys("animals").containsEntry("animals", 0.5);
  }

  @Test
  void mistakesAreListedFromTheMostFrequentOn() {
    Result result =
        new Result(
            List.of(
                guess("a", null, "b"),
                guess("c", null, "a"),
                guess("a", null, "c"),
                guess("c", null, "a"),
                guess("b", null, "b")),
            3,
            List.of());

    assertThat(result.confusions(2))
        .containsExactly(new Confusion("c", "a", 2), new Confusion("a", "b", 1));
    assertThat(result.confusions(10)).hasSize(3);
  }

  @Test
  void picturesThatCannotBeReadAreLeftOutAndNamed() throws IOException {
    TestCheckpoints.withVocabulary(dir);
    TestPictures.write(dir.resolve("a.png"), 1);
    Files.writeString(dir.resolve("b.png"), "no picture");
    LabelledSet set = set("path\tclass\na.png\tcat\nb.png\tcat\nmissing.png\tdog\n");
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      Result result = ZeroShotEvaluation.run(clip, set, PromptTemplates.of("label"));

      assertThat(result.guesses()).hasSize(1);
      assertThat(result.guesses().get(0).guessed()).containsExactlyInAnyOrder("cat", "dog");
      assertThat(result.classes()).isEqualTo(2);
      assertThat(result.unreadable()).hasSize(2);
      assertThat(result.unreadable().get(0)).contains("b.png");
      assertThat(result.unreadable().get(1)).contains("missing.png");
    }
  }

  @Test
  void aSetWithoutOneReadablePictureIsRefused() throws IOException {
    TestCheckpoints.withVocabulary(dir);
    LabelledSet set = set("path\tclass\nmissing.png\tdog\n");
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      assertThatThrownBy(() -> ZeroShotEvaluation.run(clip, set, PromptTemplates.of("label")))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("no picture can be read")
          .hasMessageContaining("missing.png");
    }
  }

  private LabelledSet set(String table) throws IOException {
    return LabelledSet.read(Files.writeString(dir.resolve("set.tsv"), table));
  }
}
