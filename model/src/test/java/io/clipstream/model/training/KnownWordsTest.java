package io.clipstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.testing.TestModels;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.PieceFiles;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.text.WordVectors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownWordsTest {
  private static final int ROWS = 520;
  private static final int WIDTH = 8;
  private static final ClipConfig CONFIG =
      new ClipConfig(
          16,
          TestModels.vit().image(),
          new CausalTextTransformer(
              8, ROWS, WIDTH, 1, 2, 16, Activation.GELU, 1e-5, CausalTextTransformer.HIGHEST_ID));

  private static float[] row(Weights weights, int id) {
    float[] row = new float[WIDTH];
    System.arraycopy(
        weights.get("token_embedding.weight").toFloatArray(), id * WIDTH, row, 0, WIDTH);
    return row;
  }

  @Test
  void wholeWordsBeginWithTheirVectorsAndAllElseStaysAsItWas() {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    vectors.put("fox", new float[] {0.6f, -0.8f});
    vectors.put("strawberry", new float[] {1, 0}); // two tokens
    Tokenizer tokenizer =
        BytePairTrainer.train(List.of("a fox"), 514).with(List.of("fox"), ROWS).tokenizer(8);
    int fox = tokenizer.encode("fox")[1];
    try (Weights weights = TestModels.random(CONFIG, 1);
        Weights before = TestModels.random(CONFIG, 1)) {
      assertThat(KnownWords.put(new WordVectors(2, vectors), tokenizer, weights)).isEqualTo(1);
      float[] expected = new float[WIDTH];
      expected[0] = 0.3f;
      expected[1] = -0.4f;
      assertThat(row(weights, fox)).containsExactly(expected, within(1e-7f));
      for (int id = 0; id < ROWS; id++) {
        if (id != fox) {
          assertThat(row(weights, id)).containsExactly(row(before, id));
        }
      }
      assertThat(KnownWords.put(WordVectors.NONE, tokenizer, weights)).isZero();
    }
  }

  @Test
  void tokensAreFoundWhereNoMarkerStandsInFront(@TempDir Path folder) {
    PieceFiles.siglip(folder);
    try (Tokenizer tokenizer = Tokenizer.load(folder, 8);
        Weights weights = TestModels.random(CONFIG, 1)) {
      int[] ids = tokenizer.encode("cat");
      assertThat(ids).as("a word and the end").hasSize(2);
      float[] end = row(weights, ids[1]);
      WordVectors cat = new WordVectors(1, Map.of("cat", new float[] {1}));
      assertThat(KnownWords.put(cat, tokenizer, weights)).isEqualTo(1);
      assertThat(row(weights, ids[0])).startsWith(0.5f, 0);
      assertThat(row(weights, ids[1])).containsExactly(end);
    }
  }
}
