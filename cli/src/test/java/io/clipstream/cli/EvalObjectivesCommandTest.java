package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.evaluation.ObjectiveComparison.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalObjectivesCommandTest {
  @TempDir private Path dir;

  private CommandRun run(String... more) throws IOException {
    Path data = TrainingData.folder(dir.resolve("data"));
    List<Object> arguments = new ArrayList<>(List.of("eval", "objectives", "--data", data));
    arguments.addAll(List.of("--architecture", TrainingData.architecture(dir)));
    arguments.addAll(List.of("--test", data.resolve("test.tsv"), "--output", dir.resolve("out")));
    arguments.addAll(List.of("--batch", 10, "--threads", 1, "--device", "cpu"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  @Test
  void allThreeLearnColours() throws IOException {
    CommandRun ran = run("--steps", "400", "--points", "2", "--rate", "3e-3", "--json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    JsonNode root = new ObjectMapper().readTree(ran.out());
    assertThat(root.get("classes").asInt()).isEqualTo(5);
    List<String> names = new ArrayList<>();
    for (JsonNode curve : root.get("curves")) {
      names.add(curve.get("objective").asText());
      assertThat(curve.get("points")).hasSize(2);
      JsonNode last = curve.get("points").get(1);
      assertThat(last.get("pairs").asInt()).isEqualTo(4000);
      assertThat(last.get("cpuSeconds").asDouble()).isPositive();
      assertThat(last.get("accuracyPerWord").asDouble()).as(ran.out()).isGreaterThan(0.6);
    }
    assertThat(names).containsExactly("language model", "bag of words", "contrastive");
    assertThat(Files.readAllLines(dir.resolve("out/objectives.tsv"))).hasSize(7);
    assertThat(dir.resolve("out/pairs.svg")).content().contains("<svg");
    assertThat(dir.resolve("out/compute.svg")).content().contains("<svg");
    assertThat(dir.resolve("out/config.json")).doesNotExist();
  }

  @Test
  void aFewPicturesMakeATable() throws IOException {
    CommandRun ran = run("--steps", "2", "--points", "1", "--pictures", "7");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("classes 5, chance 20.00 %", "language model ", "contrastive ");
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingIsWritten() throws IOException {
    assertThat(run("--steps", "2", "--points", "3").err())
        .contains("points is 3, expected 1 to the steps 2");
    assertThat(run("--steps", "2", "--pictures", "0", "--points", "1").err())
        .contains("pictures is 0, expected 1 or more");
    assertThat(dir.resolve("out")).doesNotExist();
  }

  @Test
  void whereACurveReachesAnAccuracyIsReadBetweenItsPoints() {
    List<Point> points = List.of(point(100, 0.1), point(200, 0.3), point(300, 0.2));
    assertThat(ObjectiveCurves.reached(points, 0.05, Point::pairs).orElseThrow())
        .isCloseTo(50, within(1e-9));
    assertThat(ObjectiveCurves.reached(points, 0.2, Point::pairs).orElseThrow())
        .isCloseTo(150, within(1e-9));
    assertThat(ObjectiveCurves.reached(points, 0.31, Point::pairs)).isEmpty();
  }

  private static Point point(long pairs, double accuracy) {
    return new Point(pairs, 1, 1, accuracy, accuracy);
  }
}
