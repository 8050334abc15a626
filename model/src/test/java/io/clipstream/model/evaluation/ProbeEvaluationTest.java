package io.clipstream.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.evaluation.FewShotEvaluation.Point;
import io.clipstream.model.evaluation.FewShotEvaluation.Settings;
import io.clipstream.model.probe.Accuracy.Mean;
import io.clipstream.model.probe.DataEfficiency;
import io.clipstream.model.probe.LinearProbe;
import io.clipstream.model.testing.TestCheckpoints;
import io.clipstream.model.text.PromptTemplates;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With random weights: even their features tell red from green and blue. */
class ProbeEvaluationTest {
  private static final List<String> COLOURS = List.of("red", "green", "blue");

  @TempDir private Path dir;
  private Clip clip;

  @BeforeEach
  void load() throws IOException {
    TestCheckpoints.withVocabulary(dir);
    clip = Clip.load(dir, Device.cpu());
  }

  @AfterEach
  void close() {
    clip.close();
  }

  /** So many noisy pictures of each colour. */
  private LabelledSet set(String name, int each, String more) throws IOException {
    StringBuilder table = new StringBuilder("path\tclass\n");
    Random random = new Random(name.hashCode());
    for (int i = 0; i < each * COLOURS.size(); i++) {
      String file = name + i + ".png";
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      int shift = 16 - 8 * (i % 3);
      for (int place = 0; place < 1024; place++) {
        int rgb = random.nextInt() & 0x3f3f3f;
        image.setRGB(place % 32, place / 32, rgb | (0xff - random.nextInt(64)) << shift);
      }
      ImageIO.write(image, "png", dir.resolve(file).toFile());
      table.append(file).append('\t').append(COLOURS.get(i % 3)).append('\n');
    }
    return LabelledSet.read(Files.writeString(dir.resolve(name + ".tsv"), table + more));
  }

  @Test
  void aProbeTellsWhatTheFeaturesTell() throws IOException {
    ProbeSets sets =
        new ProbeSets(
            set("train", 6, "train0.png\tpink\n"), Optional.empty(), set("test", 5, ""), 1);
    List<LinearProbe.Fit> fits = new ArrayList<>();
    LinearProbeEvaluation.Result result =
        LinearProbeEvaluation.run(clip, sets, Mean.PICTURES, fits::add);

    assertThat(result.accuracy().ofPictures()).isGreaterThan(0.9);
    assertThat(result.counts()).isEqualTo(new ProbeCounts(15, 3, 15, 3, 0, 1, List.of()));
    assertThat(share(result.right())).isEqualTo(result.accuracy().ofPictures());
    assertThat(result.search().curve()).hasSizeBetween(11, 15);
    assertThat(fits).hasSize(result.search().curve().size() + 1).endsWith(result.fit());
    assertThat(result.fit().strength()).isEqualTo(result.search().best().strength());
  }

  @Test
  void whatCannotBeReadOrLearntIsCounted() throws IOException {
    ProbeSets sets =
        new ProbeSets(
            set("train", 4, "missing.png\tred\n"),
            Optional.of(set("validation", 2, "")),
            set("test", 3, "test0.png\tviolet\n"),
            1);
    LinearProbeEvaluation.Result result =
        LinearProbeEvaluation.run(clip, sets, Mean.CLASSES, fit -> {});

    assertThat(result.counts().train()).isEqualTo(12);
    assertThat(result.counts().validation()).isEqualTo(6);
    assertThat(result.counts().unlearnt()).isEqualTo(1);
    assertThat(result.counts().unreadable()).singleElement().asString().contains("missing.png");
    assertThat(result.accuracy().ofClasses()).isLessThanOrEqualTo(0.75);
  }

  @Test
  void fewShotCurvesHaveMorePicturesFromPointToPointAndEndWithAll() throws IOException {
    ProbeSets sets = new ProbeSets(set("train", 6, ""), Optional.empty(), set("test", 5, ""), 1);
    Settings settings = new Settings(3, PromptTemplates.of("label"), Mean.PICTURES);
    List<Point> told = new ArrayList<>();
    FewShotEvaluation.Result result = FewShotEvaluation.run(clip, sets, settings, told::add);

    assertThat(result.points()).isEqualTo(told);
    assertThat(result.points()).extracting(Point::shots).containsExactly(1, 2, 4, 0);
    assertThat(result.points()).extracting(Point::examples).containsExactly(1.0, 2.0, 4.0, 5.0);
    assertThat(result.points()).extracting(p -> p.accuracies().size()).containsExactly(3, 3, 3, 1);
    assertThat(result.points())
        .allSatisfy(p -> assertThat(p.accuracies().get(0)).isEqualTo(share(p.right())));
    assertThat(share(result.zeroShotRight())).isEqualTo(result.zeroShot());
    assertThat(result.points()).allMatch(p -> p.gradientNorm() <= LinearProbe.TOLERANCE);
    assertThat(result.zeroShot())
        .isEqualTo(ZeroShotEvaluation.run(clip, sets.test(), settings.templates()).top1());
    assertThat(result.efficiency())
        .isEqualTo(
            DataEfficiency.of(
                result.zeroShot(),
                result.points().stream()
                    .map(p -> new DataEfficiency.Point(p.examples(), p.mean()))
                    .toList()));
  }

  private static double share(List<Boolean> right) {
    return (double) right.stream().filter(r -> r).count() / right.size();
  }

  @Test
  void theSpreadOfDrawsIsTheirStandardDeviation() {
    Point point = new Point(1, 1, 0, 1, List.of(0.1, 0.2, 0.6), List.of(), 0);
    assertThat(point.mean()).isCloseTo(0.3, within(1e-15));
    assertThat(point.deviation()).isCloseTo(Math.sqrt(0.07), within(1e-15));
    assertThat(new Point(0, 9, 0, 1, List.of(0.4), List.of(), 0).deviation()).isZero();
  }

  @Test
  void setsThatShareNoClassOrLeaveNothingToChooseByAreRefused() throws IOException {
    LabelledSet test = set("test", 2, "");
    LabelledSet single = set("single", 1, "");
    LabelledSet other =
        LabelledSet.read(Files.writeString(dir.resolve("o.tsv"), "path\tclass\ntest0.png\tpink\n"));
    assertThatThrownBy(() -> run(new ProbeSets(other, Optional.empty(), test, 1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("o.tsv")
        .hasMessageContaining("no picture has a class of the test set");
    assertThatThrownBy(() -> run(new ProbeSets(single, Optional.empty(), test, 1)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no class has two pictures");
    run(new ProbeSets(single, Optional.of(single), test, 1));
  }

  private void run(ProbeSets sets) {
    LinearProbeEvaluation.run(clip, sets, Mean.PICTURES, fit -> {});
  }
}
