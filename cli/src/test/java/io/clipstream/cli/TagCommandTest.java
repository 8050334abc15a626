package io.clipstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.testing.SmallCheckpoint;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagCommandTest {
  @TempDir static Path dir;
  private static Path model;
  private static Path photos;
  private static Path red;
  private static Path green;
  private static Path broken;

  @BeforeAll
  static void makeModelAndPictures() throws IOException {
    model = SmallCheckpoint.write(dir.resolve("model"), 1).directory();
    photos = dir.resolve("photos");
    red = TwoColours.picture(photos.resolve("b-red.png"), Color.RED, Color.WHITE);
    green = TwoColours.picture(photos.resolve("c/green.png"), Color.GREEN, Color.BLACK);
    broken = photos.resolve("a-broken.png");
    Files.write(broken, Arrays.copyOf(Files.readAllBytes(red), 60));
    Files.write(photos.resolve(".hidden"), new byte[10]);
  }

  private static CommandRun tag(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("tag", "--model", model));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray());
  }

  private static double bestSimilarity(JsonNode line) {
    return line.get("tags").get(0).get("similarity").asDouble();
  }

  private static List<String> labels(JsonNode line) {
    List<String> labels = new ArrayList<>();
    line.get("tags").forEach(tag -> labels.add(tag.get("label").asText()));
    return labels;
  }

  @Test
  void aTaggedPictureIsAJsonObjectWithTagsBestFirst() {
    CommandRun run = tag(red, "--labels", "cat,dog,car", "--json");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.json()).hasSize(1);
    JsonNode line = run.json().get(0);
    assertThat(line.fieldNames()).toIterable().containsExactly("path", "tags");
    assertThat(line.get("path").asText()).isEqualTo(red.toString());
    assertThat(labels(line)).containsExactlyInAnyOrder("cat", "dog", "car");
    double sum = 0;
    double last = 1;
    for (JsonNode tag : line.get("tags")) {
      assertThat(tag.fieldNames()).toIterable().containsExactly("label", "score", "similarity");
      assertThat(tag.get("score").asDouble()).isBetween(0.0, last);
      assertThat(tag.get("similarity").asDouble()).isBetween(-1.0, 1.0);
      last = tag.get("score").asDouble();
      sum += last;
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
  }

  @Test
  void aRejectedPictureIsAJsonObjectWithItsReason() {
    CommandRun run = tag(broken, dir.resolve("none.png"), "--labels", "cat", "--json");

    assertThat(run.exit()).isEqualTo(1);
    JsonNode first = run.json().get(0);
    assertThat(first.fieldNames()).toIterable().containsExactly("path", "rejected");
    assertThat(first.get("rejected").fieldNames())
        .toIterable()
        .containsExactly("reason", "message");
    assertThat(first.get("rejected").get("reason").asText()).isEqualTo("CORRUPT");
    assertThat(first.get("rejected").get("message").asText()).isNotBlank();
    JsonNode second = run.json().get(1).get("rejected");
    assertThat(second.get("reason").asText()).isEqualTo("UNREADABLE");
    assertThat(second.get("message").asText()).isEqualTo("there is no such file");
  }

  @Test
  void picturesComeInTheOrderGivenUnderTheNamesGiven() {
    String odd = photos + "/.//b-red.png";
    CommandRun run = tag(green, odd, broken, green, "--labels", "cat,dog", "--json");

    assertThat(run.exit()).isZero();
    assertThat(run.json())
        .extracting(line -> line.get("path").asText())
        .containsExactly(green.toString(), odd, broken.toString(), green.toString());
    // Places in a batch differ in their last digits.
    assertThat(labels(run.json().get(3))).isEqualTo(labels(run.json().get(0)));
    assertThat(bestSimilarity(run.json().get(3)))
        .isCloseTo(bestSimilarity(run.json().get(0)), within(1e-6));
    assertThat(run.json().get(0).get("tags")).isNotEqualTo(run.json().get(1).get("tags"));
  }

  @Test
  void moreThanABatchOfPicturesKeepTheirTags() {
    List<Object> arguments = new ArrayList<>(List.of("--labels", "cat,dog", "--json"));
    for (int i = 0; i < 40; i++) {
      arguments.add(i % 3 == 0 ? red : i % 3 == 1 ? green : broken);
    }
    List<JsonNode> lines = tag(arguments.toArray()).json();

    assertThat(lines).hasSize(40);
    double ofRed = similarity(lines.get(0));
    double ofGreen = similarity(lines.get(1));
    assertThat(Math.abs(ofRed - ofGreen)).isGreaterThan(1e-4);
    for (int i = 0; i < 40; i++) {
      if (i % 3 == 2) {
        assertThat(lines.get(i).has("rejected")).isTrue();
      } else {
        assertThat(similarity(lines.get(i))).isCloseTo(i % 3 == 0 ? ofRed : ofGreen, within(1e-5));
      }
    }
  }

  private static double similarity(JsonNode line) {
    for (JsonNode tag : line.get("tags")) {
      if (tag.get("label").asText().equals("cat")) {
        return tag.get("similarity").asDouble();
      }
    }
    throw new AssertionError("no cat in " + line);
  }

  @Test
  void aFoldersFilesFollowInTheOrderOfTheirNames() {
    for (String name : List.of(photos.toString(), photos + "/")) {
      CommandRun run = tag(name, "--labels", "cat,dog");

      assertThat(run.exit()).isZero();
      assertThat(run.lines())
          .extracting(line -> line.substring(0, line.indexOf('\t')))
          .containsExactly(broken.toString(), red.toString(), green.toString());
      assertThat(run.lines().get(0)).contains("\trejected: ");
      assertThat(run.lines().get(1)).matches(".*\\t(cat|dog) 0\\.\\d{3}, (cat|dog) 0\\.\\d{3}");
    }
  }

  @Test
  void aDashStandsForTheListOnStandardInput() {
    String list = red + "\n\n" + dir.resolve("none") + "\nb\0ad\n";
    CommandRun run =
        CommandRun.withInput(
            list, "tag", "--model", model, green, "-", "--labels", "cat", "--json");

    assertThat(run.exit()).isZero();
    assertThat(run.json())
        .extracting(line -> line.get("path").asText())
        .containsExactly(green.toString(), red.toString(), dir.resolve("none").toString(), "b\0ad");
    assertThat(run.json())
        .extracting(line -> line.has("tags"))
        .containsExactly(true, true, false, false);
  }

  @Test
  void anEmptyFolderIsAnError() throws IOException {
    Path empty = Files.createDirectories(dir.resolve("empty"));
    CommandRun run = tag(empty, "--labels", "cat");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToIgnoringNewLines("clipstream: there are no pictures in " + empty);
  }

  @Test
  void topLimitsTheLabels() {
    CommandRun all = tag(red, "--labels", "cat,dog,car,a,b,c,d", "--json");
    CommandRun two = tag(red, "--labels", "cat,dog,car,a,b,c,d", "--json", "--top", "2");

    assertThat(labels(all.json().get(0))).hasSize(5);
    assertThat(labels(two.json().get(0))).isEqualTo(labels(all.json().get(0)).subList(0, 2));
  }

  @Test
  void labelsComeFromAFileWithCommentsToo() throws IOException {
    Path file = dir.resolve("labels.txt");
    Files.writeString(file, "\ufeffcat\n# animals above\n  a red car \r\n\n");
    CommandRun run = tag(red, "--label-file", file, "--json");

    assertThat(labels(run.json().get(0))).containsExactlyInAnyOrder("cat", "a red car");
  }

  @Test
  void templatesAreNamedOrComeFromAFile() throws IOException {
    Path file = dir.resolve("templates.txt");
    Files.writeString(file, "# mine\na photo of a {}.\n");
    String named = tag(red, "--labels", "cat,dog", "--json", "--templates", "photo").out();

    assertThat(tag(red, "--labels", "cat,dog", "--json", "--templates", file).out())
        .isEqualTo(named)
        .isEqualTo(tag(red, "--labels", "cat,dog", "--json").out());
    for (String other : List.of("imagenet-80", "imagenet-7", "label")) {
      CommandRun run = tag(red, "--labels", "cat,dog", "--json", "--templates", other);
      assertThat(run.exit()).isZero();
      assertThat(run.out()).isNotEqualTo(named);
    }
  }

  @Test
  void aLabelSetDecidesByItsOwnPromptsThresholdsAndActions() throws IOException {
    Path set =
        Files.writeString(
            dir.resolve("set.yaml"),
            """
            id: pets
            templates: ["a drawing of a {}"]
            labels:
              - {name: cat, prompts: [kitten], threshold: 0, action: REVIEW}
              - {name: dog, threshold: 1, action: BLOCK}
            """);
    JsonNode line = tag(red, "--label-set", set, "--json").json().get(0);
    assertThat(line.fieldNames()).toIterable().containsExactly("path", "decision", "tags");
    assertThat(line.get("decision").asText()).isEqualTo("REVIEW");
    assertThat(labels(line)).containsExactlyInAnyOrder("cat", "dog");
    Path labels = Files.writeString(dir.resolve("prompts.txt"), "kitten\ndog\n");
    Path templates = Files.writeString(dir.resolve("drawing.txt"), "a drawing of a {}\n");
    JsonNode ranked =
        tag(red, "--label-file", labels, "--templates", templates, "--json").json().get(0);
    for (int i = 0; i < 2; i++) {
      JsonNode tag = line.get("tags").get(i);
      assertThat(tag.get("score").floatValue())
          .isEqualTo(ranked.get("tags").get(i).get("score").floatValue());
      assertThat(tag.get("applied").asBoolean()).isEqualTo(tag.get("label").asText().equals("cat"));
    }
    assertThat(tag(red, "--label-set", set).out())
        .startsWith(red + "\tREVIEW\t")
        .containsPattern("cat [01]\\.\\d{3}\\*");
  }

  @Test
  void aLabelSetThatAJobWouldRefuseIsRefusedAndTakesNoOptionsBesideIt() throws IOException {
    Path set = Files.writeString(dir.resolve("wrong.yaml"), "{id: x, labels: [a, a]}");
    assertThat(tag(red, "--label-set", set).err()).contains("wrong.yaml: ").contains("'a'");
    CommandRun both = tag(red, "--label-set", set, "--scoring=independent");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("--scoring is given and --label-set has its own");
  }

  @Test
  void independentScoresDoNotDependOnTheOtherLabels() {
    JsonNode alone =
        tag(red, "--labels", "cat", "--scoring", "independent", "--json").json().get(0);
    JsonNode both =
        tag(red, "--labels", "cat,dog", "--scoring", "independent", "--json").json().get(0);

    double score = alone.get("tags").get(0).get("score").asDouble();
    assertThat(score).isBetween(1e-6, 1 - 1e-6);
    assertThat(both.get("tags"))
        .anySatisfy(
            tag -> {
              assertThat(tag.get("label").asText()).isEqualTo("cat");
              assertThat(tag.get("score").asDouble()).isCloseTo(score, within(1e-5));
            });
  }

  @Test
  void pairwiseScoresAreForCheckpointsWithABias() {
    CommandRun refused = tag(red, "--labels", "cat", "--scoring", "pairwise");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("PAIRWISE needs a checkpoint with a logit bias");

    for (Path siglip :
        List.of(
            SmallCheckpoint.writeSiglip(dir.resolve("siglip"), 1).directory(),
            SmallCheckpoint.writeSiglip2(dir.resolve("siglip2"), 1).directory())) {
      CommandRun run =
          CommandRun.of(
              "tag", red, "--labels=cat,dog", "--scoring=pairwise", "--json", "--model", siglip);
      assertThat(run.exit()).as(run.err()).isZero();
      for (JsonNode tag : run.json().get(0).get("tags")) {
        double logit = tag.get("similarity").asDouble() / 0.07 - 10; // as its weights begin
        assertThat(tag.get("score").asDouble()).isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-6));
      }
    }
  }

  @Test
  void aConvNeXtScoresEachPictureByItself() {
    Path convNeXt =
        SmallCheckpoint.write(dir.resolve("convnext"), 1, SmallCheckpoint.convNeXt()).directory();
    List<JsonNode> both =
        CommandRun.of("tag", red, green, "--labels=cat,dog", "--json", "--model", convNeXt).json();
    List<JsonNode> alone =
        CommandRun.of("tag", red, "--labels=cat,dog", "--json", "--model", convNeXt).json();

    assertThat(labels(both.get(0))).containsExactlyInAnyOrder("cat", "dog");
    assertThat(bestSimilarity(both.get(0)))
        .isCloseTo(bestSimilarity(alone.get(0)), within(1e-5))
        .isNotCloseTo(bestSimilarity(both.get(1)), within(1e-5));
  }

  @Test
  void limitsOnPicturesAreOptions() {
    for (List<String> limit :
        List.of(
            List.of("--max-bytes", "50", "50"),
            List.of("--max-pixels", "1000", "1000 in all"),
            List.of("--max-side", "47", "side of 47"))) {
      CommandRun run = tag(red, "--labels", "cat", "--json", limit.get(0), limit.get(1));

      assertThat(run.exit()).isEqualTo(1);
      JsonNode why = run.json().get(0).get("rejected");
      assertThat(why.get("reason").asText()).isEqualTo("TOO_LARGE");
      assertThat(why.get("message").asText()).contains("limit is").contains(limit.get(2));
    }
  }

  @Test
  void aLabelSetIsNotReadAsLinesOfLabels() throws Exception {
    Path set = Files.writeString(dir.resolve("set.yaml"), "id: x\nlabels: [cat, dog]\n");
    requireError(
        tag(red, "--label-file", set),
        "set.yaml: expected a label a line, found YAML; give a label set as --label-set");
  }

  @Test
  void unusableSettingsAreErrorsOfOneLine() {
    requireError(tag(red, "--labels", " , "), "--labels: expected a label, found none");
    requireError(tag(red, "--labels", "cat,cat"), "label 'cat' stands in the set twice");
    requireError(
        tag(red, "--label-file", dir.resolve("none")), "none: expected a file of labels, found");
    requireError(
        tag(red, "--labels", "cat", "--templates", "nope"),
        "prompt templates 'nope': expected one of imagenet-80, imagenet-7, photo, label,");
    requireError(
        tag(red, "--labels", "cat", "--device", "tpu"),
        "device is 'tpu', expected auto, cpu, cuda or cuda:N");
    requireError(
        tag(red, "--labels", "cat", "--device", "cpu", "--precision", "FP16"),
        "precision is FP16, which is for CUDA, but the device is cpu; leave --precision out");
    assertThat(tag(red, "--labels", "cat", "--kernels", "fast").err()).contains("--kernels");
    requireError(
        CommandRun.of("tag", red, "--labels", "cat", "--model", dir.resolve("none")),
        "none: expected a checkpoint directory, found none");
  }

  private static void requireError(CommandRun run, String message) {
    assertThat(run.exit()).isNotZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("clipstream: ").contains(message).hasLineCount(1);
  }

  @Test
  void wrongUsageExitsWithTwoAndSaysWhereToRead() {
    for (CommandRun run :
        List.of(
            tag("--labels", "cat"),
            tag(red),
            tag(red, "--labels", "cat", "--label-file", "f"),
            tag(red, "--labels", "cat", "--top", "0"),
            tag(red, "--labels", "cat", "--top", "many"),
            tag(red, "--labels", "cat", "--scoring", "sigmoid"),
            tag(red, "--labels", "cat", "--max-pixels", "-1"),
            tag(red, "--labels", "cat", "--no-such-option"))) {
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .startsWith("clipstream: ")
          .endsWith("Try 'clipstream tag --help'." + System.lineSeparator());
    }
  }

  @Test
  void theTraceOfAnErrorIsShownOnRequest() {
    CommandRun run = CommandRun.of("tag", red, "--labels", "a", "--model", dir, "--verbose");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("expected config.json").contains("\tat io.clipstream.model");
  }
}
