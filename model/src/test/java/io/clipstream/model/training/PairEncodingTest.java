package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.model.testing.TestModels;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.PieceFiles;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.PairEncoding.Positives;
import io.clipstream.model.training.data.Batch;
import io.clipstream.model.training.data.DataPosition;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairEncodingTest {
  @TempDir Path folder;

  private static final ClipConfig VIT = TestModels.vit();
  private static final List<String> CAPTIONS = List.of("a cat", "a dog", "a cat", "a cat");

  private static PairBatch encode(NDManager scope, Program program, Positives positives) {
    Tokenizer tokenizer = BytePairTrainer.train(CAPTIONS, 520).tokenizer(12);
    byte[] pixels = new byte[4 * 3 * 32 * 32];
    pixels[0] = (byte) 255;
    List<String> subjects = List.of("cat", "dog", "pet", "cat");
    List<Boolean> known = List.of(false, true, false, false);
    Batch batch = new Batch(0, 0, 32, pixels, CAPTIONS, subjects, known, DataPosition.START);
    return new PairEncoding(
            program, tokenizer, TestModels.vit().text(), Preprocessing.clip(32), positives, scope)
        .encode(scope, batch);
  }

  @Test
  void equalCaptionsShareAGroupUnlessTheyAreToBeNegatives() {
    try (Weights weights = TestModels.random(VIT, 1);
        Program program = Program.load(weights.manager(), VIT);
        NDManager scope = weights.manager().newSubManager()) {
      assertThat(encode(scope, program, Positives.OF_ONE_CAPTION).groups().toLongArray())
          .containsExactly(0, 1, 0, 0);
      assertThat(encode(scope, program, Positives.OF_ONE_SUBJECT).groups().toLongArray())
          .containsExactly(0, 1, 2, 0);
      assertThat(encode(scope, program, Positives.NONE).groups().toLongArray())
          .containsExactly(0, 1, 2, 3);
      assertThat(encode(scope, program, Positives.OF_ONE_CAPTION).known().toFloatArray())
          .containsExactly(0, 1, 0, 0);
    }
  }

  @Test
  void captionsThatFillTheContextAreCountedWhateverTheVocabulary() {
    PieceFiles.siglip(folder);
    ClipConfig siglip = SmallCheckpoint.siglip();
    List<String> captions = List.of("a cat", "a photo of a cat and of many other things", "");
    Batch batch =
        new Batch(
            0,
            0,
            32,
            new byte[3 * 3 * 32 * 32],
            captions,
            captions,
            List.of(false, false, false),
            DataPosition.START);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 24);
        Weights weights = TestModels.random(siglip, 1);
        Program program = Program.load(weights.manager(), siglip);
        NDManager scope = weights.manager().newSubManager()) {
      PairEncoding encoding =
          new PairEncoding(
              program,
              tokenizer,
              siglip.text(),
              Preprocessing.siglip(32),
              Positives.NONE,
              weights.manager());
      assertThat(encoding.encode(scope, batch).ids().getShape()).isEqualTo(new Shape(3, 24));
      assertThat(encoding.truncated()).isEqualTo(1);
    }
  }

  @Test
  void pixelsAreNormalisedByChannel() {
    try (Weights weights = TestModels.random(VIT, 1);
        Program program = Program.load(weights.manager(), VIT);
        NDManager scope = weights.manager().newSubManager()) {
      PairBatch batch = encode(scope, program, Positives.OF_ONE_CAPTION);
      float[] pixels = batch.pixels().toFloatArray();

      assertThat(batch.pixels().getShape()).isEqualTo(new Shape(4, 3, 32, 32));
      for (int i : new int[] {0, 1, 32 * 32, 2 * 32 * 32, 3 * 32 * 32}) {
        int channel = i / (32 * 32) % 3;
        double level = i == 0 ? 1 : 0;
        double mean = Preprocessing.CLIP_MEAN.get(channel);
        double deviation = Preprocessing.CLIP_DEVIATION.get(channel);
        assertThat((double) pixels[i]).isCloseTo((level - mean) / deviation, within(1e-5));
      }
    }
  }
}
