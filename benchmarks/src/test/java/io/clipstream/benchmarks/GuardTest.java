package io.clipstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard over results that are made up. */
class GuardTest {
  private static final String RUN =
      """
      {"benchmark": "encoder", "processor": "Some CPU (family 1) avx2", "results": [
        {"architecture": "ViT-B/32", "batch": 8,
         "ours": {"per_second": %1$s, "ours_over_this": 1.0},
         "ONNX Runtime": {"per_second": 10, "ours_over_this": %2$s}},
        {"labels": 1000, "batch": 8, "seconds": %1$s, "over_encoder": %3$s}]}
      """;

  @TempDir Path folder;
  private int exit;

  private Path run(String name, double time, double overPeer, double overEncoder)
      throws IOException {
    return Files.writeString(folder.resolve(name), RUN.formatted(time, overPeer, overEncoder));
  }

  private String guard(Object... arguments) {
    StringWriter out = new StringWriter();
    exit =
        Benchmarks.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(
                Stream.concat(
                        Stream.of("guard", "--baselines=" + folder.resolve("kept")),
                        Stream.of(arguments).map(Object::toString))
                    .toArray(String[]::new));
    return out.toString();
  }

  @Test
  void ratiosAreNamedAfterWhatTheyAreOf() throws IOException {
    Path run = run("a.json", 7, 1.2, 0.02);
    assertThat(Ratios.of(new ObjectMapper().readTree(run.toFile())))
        .containsOnlyKeys(
            "architecture ViT-B/32, batch 8: ONNX Runtime ours_over_this",
            "batch 8, labels 1000: over_encoder");
  }

  @Test
  void timesMayBeAnythingAndRatiosMayMoveALittle() throws IOException {
    guard(run("a.json", 7, 1.2, 0.02), "--keep");
    assertThat(exit).isZero();
    assertThat(folder.resolve("kept/some-cpu-family-1-avx2/encoder.json")).exists();
    assertThat(guard(run("b.json", 900, 1.1, 0.0215))).contains("2 held");
    assertThat(exit).isZero();
  }

  @Test
  void aRatioThatIsWorseFailsWhicheverWayItIsBetter() throws IOException {
    guard(run("a.json", 7, 1.2, 0.02), "--keep");
    assertThat(guard(run("b.json", 7, 1.05, 0.02)))
        .contains("worse          1.200 ->   1.050  architecture ViT-B/32, batch 8: ONNX Runtime")
        .contains("1 held, 1 worse");
    assertThat(exit).isOne();
    assertThat(guard(run("b.json", 7, 1.4, 0.03))).contains("1 better, 1 worse");
    assertThat(exit).isOne();
    guard(run("b.json", 7, 1.05, 0.02), "--tolerance=0.2");
    assertThat(exit).isZero();
  }

  @Test
  void whatWasNotMeasuredIsSaidAndNothingAtAllIsAnError() throws IOException {
    guard(run("a.json", 7, 1.2, 0.02), "--keep");
    Path part =
        Files.writeString(
            folder.resolve("part.json"),
            "{'benchmark': 'encoder', 'processor': 'Some CPU (family 1) avx2', 'results': [{'labels': %s, 'batch': 8, 'over_encoder': 0.02}]}"
                .formatted(1000)
                .replace('\'', '"'));
    assertThat(guard(part)).contains("1 held, 1 not measured");
    assertThat(exit).isZero();
    Files.writeString(part, Files.readString(part).replace("1000", "7"));
    assertThat(guard(part)).contains("none of the ratios that were kept was measured");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void anotherProcessorHasNoBaselineYet() throws IOException {
    assertThat(guard(run("a.json", 7, 1.2, 0.02)))
        .contains("nothing is kept for this processor at", "--keep keeps this run");
    assertThat(exit).isEqualTo(2);
    assertThat(guard(folder.resolve("none.json"))).contains("found no file");
  }
}
