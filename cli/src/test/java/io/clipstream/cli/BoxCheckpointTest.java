package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.checkpoint.Integrity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checkpoint that comes with the project, on the pictures that come with it. */
class BoxCheckpointTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path PICTURES = ROOT.resolve("samples/pictures");

  @TempDir Path directory;

  @BeforeAll
  static void live() {
    System.setProperty(BoxCheckpoint.HOME_PROPERTY, ROOT.toString());
  }

  @AfterAll
  static void leave() {
    System.clearProperty(BoxCheckpoint.HOME_PROPERTY);
  }

  /** {@code bicycle-noto.png} shows a bicycle, drawn by noto. */
  private static String subject(String path) {
    String name = Path.of(path).getFileName().toString();
    return name.substring(0, name.lastIndexOf('-')).replace('-', ' ');
  }

  private static String design(String path) {
    return path.substring(path.lastIndexOf('-') + 1, path.lastIndexOf('.'));
  }

  private Path labels() throws IOException {
    try (Stream<Path> pictures = Files.list(PICTURES)) {
      List<String> subjects =
          pictures.map(path -> subject(path.toString())).distinct().sorted().toList();
      assertThat(subjects).hasSizeGreaterThan(30);
      return Files.write(directory.resolve("labels.txt"), subjects);
    }
  }

  @Test
  void itTagsTheSamplesForReal() throws IOException {
    CommandRun run = CommandRun.of("tag", PICTURES, "--label-file", labels(), "--json");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("no --model given").contains("models/box");
    Map<String, Double> byDesign =
        run.json().stream()
            .collect(
                Collectors.groupingBy(
                    line -> design(line.get("path").asText()),
                    Collectors.averagingInt(line -> isRight(line) ? 1 : 0)));
    assertThat(byDesign).containsOnlyKeys("noto", "twemoji", "openclipart");
    assertThat(byDesign.get("noto")).isGreaterThan(0.8);
    assertThat(byDesign.get("twemoji")).isGreaterThan(0.8);
    // One in 40 would be chance.
    assertThat(byDesign.get("openclipart")).isGreaterThan(0.25);
  }

  /** What the first minute of the demo shows. */
  @Test
  void itGetsTheDemosStreamRightAndWasShownWhatItShows() throws IOException {
    List<Object> tag = new ArrayList<>(List.of("tag", "--json", "--top=1", "--label-set"));
    tag.add(Samples.labels());
    Samples.streamed().forEach(name -> tag.add(PICTURES.resolve(name)));
    List<JsonNode> lines = CommandRun.of(tag.toArray()).json();

    assertThat(lines).hasSizeGreaterThan(60);
    assertThat(lines.stream().filter(BoxCheckpointTest::isRight).count())
        .as("another processor may tip one over")
        .isGreaterThanOrEqualTo(lines.size() - 1);
    assertThat(lines)
        .extracting(line -> line.get("decision").asText())
        .contains("TAG", "REVIEW", "BLOCK");
    assertThat(Samples.streamed()).noneMatch(name -> name.matches("(penguin|pizza|strawberry)-.*"));
    assertThat(Samples.notice()).contains(lines.size() + " samples");
  }

  private static boolean isRight(JsonNode line) {
    String label = line.get("tags").get(0).get("label").asText();
    return subject(line.get("path").asText()).endsWith(label);
  }

  @Test
  void itIsWholeAndSmall() throws IOException {
    Path box = BoxCheckpoint.directory();
    assertThat(Integrity.verify(box)).hasSize(64);
    try (Stream<Path> files = Files.list(box)) {
      long largest =
          files.map(BoxCheckpointTest::size).max(Comparator.naturalOrder()).orElseThrow();
      assertThat(largest).isLessThan(12_000_000);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
