package io.clipstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.testing.Errors;
import io.clipstream.model.testing.SmallCheckpoint;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loaded checkpoint with CLIPA's text tower and word pieces. */
class ClipaTest {
  @TempDir private Path dir;

  @Test
  void aTextIsEncodedWithoutItsEndTokenOverAllPositions() {
    Path model = SmallCheckpoint.writeClipa(dir.resolve("clipa"), 1).directory();
    try (Clip clip = Clip.load(model, Device.cpu());
        NDManager scope = clip.newScope()) {
      int[] ids = clip.tokenizer().encode("Cats");
      assertThat(clip.tokenizer().pieces(ids)).containsExactly("[CLS]", "cat", "##s", "[PAD]");
      long[] all = {ids[0], ids[1], ids[2], 0, 0, 0, 0, 0};
      NDArray features = clip.textFeatures(scope, scope.create(all, new Shape(1, 8)));
      NDArray expected = features.div(features.norm(new int[] {1}, true));

      NDArray found = clip.encodeTexts(scope, List.of("Cats", "a photo of a dog"));

      assertThat(Errors.relative(found.get("0:1"), expected)).isLessThan(1e-5);
    }
  }
}
