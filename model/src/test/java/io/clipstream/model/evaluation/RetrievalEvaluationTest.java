package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.testing.TestCheckpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievalEvaluationTest {
  private static final int PICTURES = 14;

  @TempDir private Path dir;
  private final List<String> captions = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    TestCheckpoints.withVocabulary(dir);
    for (int i = 0; i < PICTURES; i++) {
      TestPictures.write(dir.resolve(i + ".png"), i + 1);
      // Three pictures share a caption.
      captions.add(i % 5 == 0 ? "the shared one" : "number " + i * i);
    }
  }

  @Test
  void ranksAndLossEqualTheirDefinitions() throws IOException {
    StringBuilder table = new StringBuilder("path\tclass\tcaption\n");
    for (int i = 0; i < PICTURES; i++) {
      table.append(i).append(".png\tany\t").append(captions.get(i)).append('\n');
    }
    try (Clip clip = Clip.load(dir, Device.cpu());
        NDManager scope = clip.newScope()) {
      RetrievalEvaluation.Result result = RetrievalEvaluation.run(clip, set(table.toString()));
      double[][] similarities = similarities(clip, scope);
      List<String> distinct = captions.stream().distinct().toList();

      assertThat(result.pictures()).isEqualTo(PICTURES);
      assertThat(result.captions()).isEqualTo(distinct.size()).isEqualTo(PICTURES - 2);
      assertThat(result.imageToText()).isEqualTo(Ranks.of(imageRanks(similarities, distinct)));
      assertThat(result.textToImage()).isEqualTo(Ranks.of(textRanks(similarities, distinct)));
      assertThat(result.captionOf()).isEqualTo(captions.stream().map(distinct::indexOf).toList());
      double scale = Math.exp(clip.logitScale().getFloat());
      assertThat(result.loss()).isCloseTo(loss(similarities, scale), within(1e-4));
    }
  }

  private double[][] similarities(Clip clip, NDManager scope) {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    Preprocessor preprocessor = new Preprocessor(clip.preprocessing());
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      DecodeResult.Decoded decoded =
          (DecodeResult.Decoded)
              decoder.read(dir.resolve(i + ".png"), clip.preprocessing().imageSize());
      inputs.add(preprocessor.apply(decoded.picture()));
    }
    NDArray images = clip.encodeImages(scope, inputs);
    NDArray texts = clip.encodeTexts(scope, captions);
    float[] flat = images.matMul(texts.transpose()).toFloatArray();
    double[][] similarities = new double[PICTURES][PICTURES];
    for (int i = 0; i < flat.length; i++) {
      similarities[i / PICTURES][i % PICTURES] = flat[i];
    }
    return similarities;
  }

  private int[] imageRanks(double[][] similarities, List<String> distinct) {
    int[] ranks = new int[PICTURES];
    for (int i = 0; i < PICTURES; i++) {
      int rank = 1;
      for (String caption : distinct) {
        double other = similarities[i][captions.indexOf(caption)];
        rank += !caption.equals(captions.get(i)) && other >= similarities[i][i] ? 1 : 0;
      }
      ranks[i] = rank;
    }
    return ranks;
  }

  private int[] textRanks(double[][] similarities, List<String> distinct) {
    int[] ranks = new int[distinct.size()];
    for (int c = 0; c < ranks.length; c++) {
      int column = captions.indexOf(distinct.get(c));
      double best = -1;
      for (int i = 0; i < PICTURES; i++) {
        boolean right = captions.get(i).equals(distinct.get(c));
        best = right ? Math.max(best, similarities[i][column]) : best;
      }
      ranks[c] = 1;
      for (int i = 0; i < PICTURES; i++) {
        boolean right = captions.get(i).equals(distinct.get(c));
        ranks[c] += !right && similarities[i][column] >= best ? 1 : 0;
      }
    }
    return ranks;
  }

  /** Cross-entropy by rows and by columns, targets shared evenly among equal captions. */
  private double loss(double[][] similarities, double scale) {
    double loss = 0;
    for (int i = 0; i < PICTURES; i++) {
      double row = 0;
      double column = 0;
      for (int j = 0; j < PICTURES; j++) {
        row += Math.exp(scale * similarities[i][j]);
        column += Math.exp(scale * similarities[j][i]);
      }
      String own = captions.get(i);
      double share = 1.0 / captions.stream().filter(own::equals).count();
      for (int j = 0; j < PICTURES; j++) {
        if (captions.get(j).equals(own)) {
          loss += share * (Math.log(row) - scale * similarities[i][j]);
          loss += share * (Math.log(column) - scale * similarities[j][i]);
        }
      }
    }
    return loss / (2 * PICTURES);
  }

  @Test
  void rowsWithoutCaptionOrReadablePictureAreCounted() throws IOException {
    Files.writeString(dir.resolve("broken.png"), "no picture");
    LabelledSet set =
        set(
            "path\tclass\tcaption\n0.png\ta\tone\n1.png\tb\n2.png\tc\ttwo\n"
                + "broken.png\td\tthree\n");
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      RetrievalEvaluation.Result result = RetrievalEvaluation.run(clip, set);

      assertThat(result.pictures()).isEqualTo(2);
      assertThat(result.captions()).isEqualTo(2);
      assertThat(result.withoutCaption()).isEqualTo(1);
      assertThat(result.unreadable()).singleElement().asString().contains("broken.png");
    }
  }

  @Test
  void aSetWithoutCaptionsIsRefused() throws IOException {
    LabelledSet set = set("path\tclass\n0.png\ta\n");
    try (Clip clip = Clip.load(dir, Device.cpu())) {
      assertThatThrownBy(() -> RetrievalEvaluation.run(clip, set))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("expected a column 'caption'");
    }
  }

  private LabelledSet set(String table) throws IOException {
    return LabelledSet.read(Files.writeString(dir.resolve("set.tsv"), table));
  }
}
