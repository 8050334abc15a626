package io.clipstream.cli;

import ai.djl.Device;
import io.clipstream.cli.evaluation.LoadedSuite;
import io.clipstream.cli.local.GracefulStop;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.ObjectiveComparison;
import io.clipstream.model.evaluation.ObjectiveComparison.Curve;
import io.clipstream.model.evaluation.ZeroShotTrial;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.TrainingSettings;
import io.clipstream.model.training.TrainingStart;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.model.training.data.TrainingData;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream eval objectives}: figure 2 of the paper on one's own data. */
@Command(
    name = "objectives",
    mixinStandardHelpOptions = true,
    description =
        "How fast three objectives learn zero-shot classification: predicting captions by a language "
            + "model, predicting them as a bag of words, and contrast (the paper's figure 2).",
    footer = {
      "",
      "Trains the same architecture three times from the same weights on the same pairs, and writes "
          + "objectives.tsv and two charts to the output. No checkpoint: what predicts captions has "
          + "no text embedding.",
      "",
      "Example:",
      "  clipstream eval objectives --data samples --architecture models/box/architecture.json \\",
      "    --test test.tsv --steps 400 --batch 64 --output objectives"
    })
final class EvalObjectivesCommand implements Callable<Integer> {
  @Mixin private TrainingDataOptions data;
  @Mixin private AugmentationOptions augmentation;

  @Option(
      names = "--architecture",
      required = true,
      paramLabel = "NAME|FILE",
      description = "As of train.")
  private String architecture;

  @Option(
      names = "--test",
      required = true,
      paramLabel = "FILE",
      description =
          "A labelled set: TSV with the header path, class. Class names stand as they are.")
  private Path test;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      description = "So many pictures of the set, drawn by the seed, against all of its classes.")
  private Integer pictures;

  @Option(names = "--steps", required = true, description = "Optimiser steps of each training.")
  private long steps;

  @Option(
      names = "--points",
      defaultValue = "6",
      description = "How often each is tried on the set. Default: 6.")
  private int points;

  @Option(names = "--batch", defaultValue = "256", description = "Pairs a batch. Default: 256.")
  private int batch;

  @Option(
      names = "--chunk",
      defaultValue = "256",
      description = "Pairs that pass the encoders at once. Default: 256.")
  private int chunk;

  @Option(
      names = "--rate",
      defaultValue = "5e-4",
      description = "Peak learning rate. Default: 5e-4.")
  private double rate;

  @Option(names = "--seed", defaultValue = "1", description = "Everything random. Default: 1.")
  private long seed;

  @Option(
      names = "--vocabulary",
      paramLabel = "DIR",
      description = "A directory with a tokenizer. Default: a new one.")
  private Path vocabulary;

  @Option(names = "--threads", description = "Threads of the engine. Default: all cores.")
  private Integer threads;

  @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or cuda:N.")
  private String device;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Takes the results; must not exist.")
  private Path output;

  @Option(names = "--json", description = "One JSON object instead of the table.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (Files.exists(output)) {
      throw new ResourceException(output + " exists already; choose another output");
    }
    ClipConfig config = TrainingStart.architecture(architecture).config();
    TrainingSettings settings = settings(config);
    LabelledSet set = LoadedSuite.table("--test", test);
    List<LabelledSet.Example> tried = drawn(set);
    Device on = Devices.named(device);
    data.data().source(new SkipLog());
    Files.createDirectories(output);
    Tokenizer tokenizer = tokenizer(config);
    if (threads != null) {
      Devices.limitCores(threads);
    }
    try (ZeroShotTrial trial = new ZeroShotTrial(config, tokenizer, tried, set.classes(), on)) {
      List<Curve> curves =
          run(new ObjectiveComparison(plan(config, settings, tokenizer), trial), on);
      ObjectiveCurves results = new ObjectiveCurves(curves, set.classes().size());
      results.write(output);
      if (json) {
        Output.json(spec.commandLine().getOut(), results.fields());
      } else {
        results.print(spec.commandLine().getOut());
      }
      return results.complete(points) ? 0 : 1;
    }
  }

  private List<Curve> run(ObjectiveComparison comparison, Device on) throws InterruptedException {
    try (GracefulStop stop = new GracefulStop(comparison::stop)) {
      return comparison.run(on, spec.commandLine().getErr()::println);
    }
  }

  private TrainingSettings settings(ClipConfig config) {
    if (points < 1 || points > steps) {
      throw new SettingException("points is " + points + ", expected 1 to the steps " + steps);
    }
    TrainingSettings paper = TrainingSettings.of(config, batch, steps);
    return new TrainingSettings(
        batch,
        Math.min(chunk, batch),
        1,
        steps,
        paper.warmUpSteps(),
        rate,
        OptimiserSettings.of(config),
        0,
        true,
        seed);
  }

  private ObjectiveComparison.Plan plan(
      ClipConfig config, TrainingSettings settings, Tokenizer tokenizer) {
    return new ObjectiveComparison.Plan(
        config,
        tokenizer,
        data.data(),
        data.settings(batch, config.image().imageSize(), seed, augmentation.augmentation()),
        settings,
        points,
        output);
  }

  private Tokenizer tokenizer(ClipConfig config) throws IOException {
    if (vocabulary == null) {
      TrainingData pairs = data.data();
      BytePairTrainer.train(pairs.captions(seed), config.text().vocabularySize()).write(output);
    }
    return Tokenizer.load(vocabulary == null ? output : vocabulary, config.text().contextLength());
  }

  /** The pictures to try on, without replacement. */
  private List<LabelledSet.Example> drawn(LabelledSet set) {
    if (pictures != null && pictures < 1) {
      throw new SettingException("pictures is " + pictures + ", expected 1 or more");
    }
    List<LabelledSet.Example> left = new ArrayList<>(set.examples());
    SplittableRandom random = new SplittableRandom(seed);
    while (pictures != null && left.size() > pictures) {
      left.remove(random.nextInt(left.size()));
    }
    return left;
  }
}
