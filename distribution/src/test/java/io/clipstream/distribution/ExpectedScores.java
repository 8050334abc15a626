package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code clipstream tag} makes of a fixed set of pictures, in a process of its own for every
 * checkpoint and label set: nothing of the job has a hand in it.
 */
final class ExpectedScores {
  private static final double TOLERANCE = 2e-5;

  /** A logit scale of 100 makes as much of what rounding does to a similarity. */
  private static final double SCORE_TOLERANCE = 2e-4;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Similarity and score. */
  private record Numbers(double similarity, double score) {}

  /** A label set's content and a checkpoint. */
  private record Key(String checkpoint, String contentHash) {}

  /** By picture, then label. */
  private final Map<Key, List<Map<String, Numbers>>> expected = new HashMap<>();

  private ExpectedScores() {}

  /**
   * Tags every picture with every checkpoint and label set.
   *
   * @param directory for pictures, templates and output
   * @param checkpoints directories by checkpoint id
   */
  static ExpectedScores compute(
      Path directory, List<byte[]> pictures, Map<String, Path> checkpoints, List<LabelSet> sets) {
    ExpectedScores scores = new ExpectedScores();
    Map<Key, Command> commands = new HashMap<>();
    try {
      Path folder = Files.createDirectory(directory.resolve("pictures"));
      for (int kind = 0; kind < pictures.size(); kind++) {
        Files.write(folder.resolve(kind + ".png"), pictures.get(kind));
      }
      for (LabelSet set : sets) {
        for (Map.Entry<String, Path> checkpoint : checkpoints.entrySet()) {
          Key key = new Key(checkpoint.getKey(), LabelSets.contentHash(set));
          String name = "tag-" + commands.size();
          List<String> arguments = arguments(directory.resolve(name), checkpoint.getValue(), set);
          arguments.add(folder.toString());
          commands.put(key, Command.start(directory, name, arguments));
        }
      }
      commands.forEach((key, command) -> scores.expected.put(key, read(command, pictures.size())));
      return scores;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      commands.values().forEach(Command::close);
    }
  }

  private static List<String> arguments(Path base, Path checkpoint, LabelSet set)
      throws IOException {
    Path templates = base.resolveSibling(base.getFileName() + ".templates");
    Path labels = base.resolveSibling(base.getFileName() + ".labels");
    Files.write(templates, set.getTemplates());
    Files.write(labels, set.getLabels().stream().map(label -> label.getName()).toList());
    List<String> arguments = new ArrayList<>(List.of("tag", "--json", "--device", "cpu"));
    arguments.addAll(List.of("--model", checkpoint.toString(), "--label-file", labels.toString()));
    arguments.addAll(List.of("--templates", templates.toString(), "--top", "100"));
    return arguments;
  }

  private static List<Map<String, Numbers>> read(Command command, int pictures) {
    Map<Integer, Map<String, Numbers>> found = new HashMap<>();
    command.output().lines().filter(line -> line.startsWith("{")).forEach(line -> add(line, found));
    assertThat(found).as("pictures that clipstream tag has tagged").hasSize(pictures);
    List<Map<String, Numbers>> all = new ArrayList<>();
    for (int kind = 0; kind < pictures; kind++) {
      all.add(found.get(kind));
    }
    return all;
  }

  private static void add(String line, Map<Integer, Map<String, Numbers>> found) {
    try {
      JsonNode picture = JSON.readTree(line);
      String file = Path.of(picture.path("path").asText()).getFileName().toString();
      Map<String, Numbers> numbers = new HashMap<>();
      for (JsonNode tag : picture.path("tags")) {
        numbers.put(
            tag.path("label").asText(),
            new Numbers(tag.path("similarity").asDouble(), tag.path("score").asDouble()));
      }
      found.put(Integer.valueOf(file.replace(".png", "")), numbers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Holds a result to the scores of the checkpoint and label set that it names.
   *
   * @param kind the place of its picture in the set
   */
  void check(TagEvent event, int kind) {
    Key key = new Key(event.getCheckpointId(), event.getLabelSetHash());
    assertThat(expected).as("checkpoints and label sets that there are").containsKey(key);
    Map<String, Numbers> own = expected.get(key).get(kind);
    assertThat(event.getTags())
        .as("labels of %s", event.getImageId())
        .extracting(Tag::getLabel)
        .containsExactlyInAnyOrderElementsOf(own.keySet());
    for (Tag tag : event.getTags()) {
      Numbers numbers = own.get(tag.getLabel());
      assertThat((double) tag.getScore())
          .as("score of %s for %s with %s", tag.getLabel(), event.getImageId(), key)
          .isCloseTo(numbers.score(), within(SCORE_TOLERANCE));
      assertThat((double) tag.getSimilarity())
          .as("similarity of %s for %s with %s", tag.getLabel(), event.getImageId(), key)
          .isCloseTo(numbers.similarity(), within(TOLERANCE));
    }
  }
}
