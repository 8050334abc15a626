package io.clipstream.jobs.cli;

import io.clipstream.model.ModelException;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelSet;
import io.clipstream.model.zeroshot.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What pictures are tagged with. */
final class LabelOptions {
  @ArgGroup(multiplicity = "1")
  Labels labels;

  @Option(
      names = "--templates",
      paramLabel = "NAME|FILE",
      defaultValue = "photo",
      description = "Prompt templates: imagenet-80, imagenet-7, photo, label, or a file of them.")
  String templates;

  @Option(
      names = "--scoring",
      defaultValue = "softmax",
      description = "softmax (labels compete) or independent. Default: ${DEFAULT-VALUE}.")
  String scoring;

  /** One of the two ways to give labels. */
  static final class Labels {
    @Option(
        names = "--labels",
        paramLabel = "\"A,B,...\"",
        description = "Labels, comma-separated.")
    String list;

    @Option(
        names = "--label-file",
        paramLabel = "FILE",
        description = "A label a line; # starts a comment.")
    Path file;
  }

  LabelSet set() {
    return LabelSet.of(names(), PromptTemplates.of(templates), scoring());
  }

  private Scoring scoring() {
    return switch (scoring.toLowerCase(Locale.ROOT)) {
      case "softmax" -> Scoring.SOFTMAX;
      case "independent" -> Scoring.INDEPENDENT;
      default ->
          throw new ModelException("scoring is '" + scoring + "', expected softmax or independent");
    };
  }

  private List<String> names() {
    return lines().map(String::strip).filter(name -> !name.isEmpty()).toList();
  }

  private Stream<String> lines() {
    if (labels.list != null) {
      return Arrays.stream(labels.list.split(","));
    }
    try {
      return Files.readAllLines(labels.file).stream().filter(line -> !line.startsWith("#"));
    } catch (IOException e) {
      throw new ModelException(labels.file + ": the labels cannot be read: " + e.getMessage(), e);
    }
  }
}
