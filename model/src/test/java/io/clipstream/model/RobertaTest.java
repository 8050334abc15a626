package io.clipstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.SmallCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loaded checkpoint with XLM-RoBERTa's text tower and vocabulary. */
class RobertaTest {
  private static final String TEXT = "a cat";

  @TempDir private static Path dir;
  private static Path model;

  @BeforeAll
  static void write() {
    model = SmallCheckpoint.writeXlmRoberta(dir.resolve("xlm"), 1).directory();
  }

  @Test
  void aTextIsEncodedBetweenItsMarkersWhateverFillsItUp() {
    try (Clip clip = Clip.load(model, Device.cpu());
        NDManager scope = clip.newScope()) {
      int[] ids = clip.tokenizer().encode(TEXT);
      assertThat(clip.tokenizer().pieces(ids))
          .containsExactly("<s>", "\u2581a", "\u2581cat", "</s>");
      long[] alone = IntStream.of(ids).asLongStream().toArray();
      NDArray features = clip.textFeatures(scope, scope.create(alone, new Shape(1, alone.length)));
      NDArray expected = features.div(features.norm(new int[] {1}, true));

      NDArray padded = clip.encodeTexts(scope, List.of(TEXT));
      NDArray beside = clip.encodeTexts(scope, List.of(TEXT, "a photo of a dog of a car"));

      assertThat(Errors.relative(padded, expected)).isLessThan(1e-5);
      assertThat(Errors.relative(beside.get("0:1"), expected)).isLessThan(1e-5);
    }
  }

  @Test
  void refusesAVocabularyThatFillsUpWithWhatTheTowerLooksAt() throws Exception {
    Path other = SmallCheckpoint.writeXlmRoberta(dir.resolve("other"), 1).directory();
    Path file = other.resolve("open_clip_config.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceAll("\"pad_token_id\" : 1", "\"pad_token_id\" : 0"));

    assertThatThrownBy(() -> Clip.load(other, Device.cpu()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("fills texts up with token 1, expected 0");
  }
}
