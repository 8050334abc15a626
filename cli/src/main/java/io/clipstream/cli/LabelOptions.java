package io.clipstream.cli;

import io.clipstream.model.Clip;
import io.clipstream.model.TextFile;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.PromptedLabels;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What pictures are tagged with. */
final class LabelOptions {
  private static final int MAX_BYTES = 64 << 20;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @ArgGroup(multiplicity = "1")
  Labels labels;

  @Option(
      names = "--templates",
      paramLabel = "NAME|FILE",
      defaultValue = "photo",
      description =
          "Prompt templates: imagenet-80, imagenet-7, photo (\"a photo of a {}.\"), label (the label"
              + " alone), photo-LANGUAGE (de, es, fr, it, ja, nl, pt or zh), or a file with one a line. Default: ${DEFAULT-VALUE}.")
  String templates;

  @Option(
      names = "--scoring",
      paramLabel = "HOW",
      defaultValue = "softmax",
      description =
          "softmax (the labels compete), independent (each against a background) or pairwise (each"
              + " for itself, by the bias of a checkpoint like SigLIP's). Default:"
              + " ${DEFAULT-VALUE}.")
  String scoring;

  /** One of the ways to give labels. */
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

    @Option(
        names = "--label-set",
        paramLabel = "FILE.yaml",
        description =
            "A label set as 'labels apply' takes it: its prompts, templates, scoring, thresholds and"
                + " actions, by the rules of the job.")
    Path set;
  }

  /** What was asked for, to be encoded by a model. All that can be wrong with it is found here. */
  Function<Clip, Tagger> chosen() {
    if (labels.set != null) {
      refuseBeside("--templates");
      refuseBeside("--scoring");
      LabelSet set = LabelSetFile.read(labels.set).valid();
      return clip -> Tagger.deciding(clip, set);
    }
    Scoring how = scoring();
    PromptedLabels set = PromptedLabels.of(names(), PromptTemplates.of(templates), how);
    return clip -> new Tagger.Ranking(new LabelBank(clip, set));
  }

  private void refuseBeside(String option) {
    if (command.commandLine().getParseResult().hasMatchedOption(option)) {
      throw new ParameterException(
          command.commandLine(), option + " is given and --label-set has its own; leave one out");
    }
  }

  private Scoring scoring() {
    return Scoring.named(scoring)
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "--scoring is '" + scoring + "', expected " + Scoring.NAMES));
  }

  private List<String> names() {
    List<String> names = lines().map(String::strip).filter(name -> !name.isEmpty()).toList();
    if (names.isEmpty()) {
      throw new SettingException(
          (labels.list != null ? "--labels" : labels.file) + ": expected a label, found none");
    }
    return names;
  }

  private Stream<String> lines() {
    if (labels.list != null) {
      return Arrays.stream(labels.list.split(","));
    }
    if (!Files.exists(labels.file)) {
      throw new ResourceException(labels.file + ": expected a file of labels, found none");
    }
    if (labels.file.toString().matches("(?i).*\\.ya?ml")) {
      throw new SettingException(
          labels.file + ": expected a label a line, found YAML; give a label set as --label-set");
    }
    return TextFile.lines(labels.file, MAX_BYTES).stream().filter(line -> !line.startsWith("#"));
  }
}
