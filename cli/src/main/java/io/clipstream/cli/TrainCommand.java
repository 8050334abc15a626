package io.clipstream.cli;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.clipstream.cli.local.GracefulStop;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.TextFile;
import io.clipstream.model.training.CheckpointTraining;
import io.clipstream.model.training.CheckpointTraining.Outcome;
import io.clipstream.model.training.FineTuning;
import io.clipstream.model.training.Metrics;
import io.clipstream.model.training.TrainingPlan;
import io.clipstream.model.training.TrainingSettings;
import io.clipstream.model.training.TrainingStart;
import io.clipstream.model.training.data.LoaderSettings;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code clipstream train}: trains both encoders, from scratch or on from a checkpoint, on pairs of
 * pictures and captions.
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains both encoders on pairs of pictures and captions.",
    footer = {
      "",
      "Snapshots, the vocabulary and the metrics of a run are kept in OUTPUT.run; --resume goes on "
          + "from there, bit for bit. The checkpoint appears at OUTPUT when the last step is taken.",
      "",
      "Examples:",
      "  clipstream train --data samples --architecture models/box/architecture.json \\",
      "    --steps 60 --batch 32 --output my-clip",
      "  clipstream train --data samples/learn/teach --from my-clip --steps 20 --batch 16 \\",
      "    --rate 1e-4 --output my-clip-2",
      "  clipstream train --data samples --from models/box --image-size 96 --steps 20 --batch 16 \\",
      "    --rate 1e-4 --output box-96"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private TrainingDataOptions data;
  @Mixin private WordOptions words;
  @Mixin private AugmentationOptions augmentation;
  @Mixin private OptimisationOptions optimisation;

  @ArgGroup(multiplicity = "1")
  private Beginning beginning;

  /** Random weights, or those of a checkpoint. */
  static final class Beginning {
    @Option(
        names = "--architecture",
        paramLabel = "NAME|FILE",
        description =
            "Begin with random weights of a released architecture, of RN50xK (RN50 at K times its "
                + "compute, K from 2 to 64), or of one in a JSON file of an OpenCLIP model_cfg.")
    private String architecture;

    @Option(
        names = "--from",
        paramLabel = "DIR",
        description = "Begin with the weights, vocabulary and preprocessing of a checkpoint.")
    private Path checkpoint;

    private TrainingStart start() {
      return checkpoint != null
          ? TrainingStart.checkpoint(checkpoint)
          : TrainingStart.architecture(architecture);
    }
  }

  @Option(
      names = "--image-size",
      paramLabel = "PIXELS",
      description =
          "Side of the pictures. Default: as it begins. Another than a checkpoint's interpolates its "
              + "position embeddings.")
  private Integer imageSize;

  @Option(
      names = "--new-text",
      paramLabel = "NAME|FILE",
      description =
          "Put the text encoder of an architecture, as --architecture takes it, with random weights "
              + "and a new vocabulary in place of the checkpoint's.")
  private String newText;

  @Option(
      names = "--image-rate",
      defaultValue = "1",
      paramLabel = "SHARE",
      description =
          "Share of the rate that the image encoder learns at. With 0 it is locked and only texts "
              + "learn. Default: 1.")
  private double imageRate;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The checkpoint to make; must not exist.")
  private Path output;

  @Option(
      names = "--vocabulary",
      paramLabel = "DIR",
      description = "A directory with a tokenizer. Default: the checkpoint's, or a new one.")
  private Path vocabulary;

  @Option(names = "--threads", description = "Threads of the engine. Default: all cores.")
  private Integer threads;

  @Option(
      names = "--snapshot-every",
      defaultValue = "5",
      paramLabel = "MINUTES",
      description = "Default: 5.")
  private long snapshotMinutes;

  @Option(names = "--resume", description = "Go on with the run of the same output.")
  private boolean resume;

  @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or cuda:N.")
  private String device;

  @Option(names = "--fp32", description = "Write 32-bit weights. Default: 16-bit.")
  private boolean fp32;

  @Option(names = "--card", paramLabel = "FILE", description = "Text to put into the model card.")
  private Path card;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    // All that can be wrong with what was asked for is found before anything is written.
    TrainingPlan plan = plan();
    Device on = Devices.named(device);
    CheckpointTraining training = new CheckpointTraining(plan, this::message);
    if (threads != null) {
      Devices.limitCores(threads);
    }
    try (GracefulStop stop = new GracefulStop(training::stop)) {
      Progress progress =
          new Progress(spec.commandLine().getErr(), "training", optimisation.steps());
      Outcome outcome = training.train(on, line -> progress.at(line.step(), shown(line)));
      report(outcome);
      return outcome.finished() ? 0 : 1;
    }
  }

  private TrainingPlan plan() {
    TrainingStart start = beginning.start();
    start = imageSize == null ? start : start.at(imageSize);
    start = newText == null ? start : start.withTextsOf(textsOf(newText));
    TrainingSettings settings = optimisation.settings(start.config(), start.bias());
    LoaderSettings loading =
        data.settings(
            optimisation.batch(),
            start.config().image().imageSize(),
            optimisation.seed(),
            augmentation.augmentation());
    return new TrainingPlan(
        start,
        data.data(),
        words.knowledge(beginning.checkpoint == null || newText != null),
        loading,
        settings,
        FineTuning.ofImageRate(imageRate),
        Optional.ofNullable(vocabulary),
        kept());
  }

  private ClipConfig textsOf(String architecture) {
    if (beginning.checkpoint == null) {
      throw new SettingException("--new-text goes with --from; an architecture is new anyway");
    }
    return TrainingStart.architecture(architecture).config();
  }

  private TrainingPlan.Output kept() {
    List<String> arguments = spec.commandLine().getParent().getParseResult().originalArgs();
    return new TrainingPlan.Output(
        output,
        resume,
        Duration.ofMinutes(snapshotMinutes),
        fp32 ? DataType.FLOAT32 : DataType.FLOAT16,
        "clipstream " + String.join(" ", arguments),
        card == null ? "" : TextFile.read(card, 1 << 20));
  }

  private static String shown(Metrics.Line line) {
    return String.format(
        Locale.ROOT,
        "loss %.3f, logit scale %.1f, rate %.1e, %.0f pairs/s, waiting %.0f %%",
        line.loss(),
        line.logitScale(),
        line.rate(),
        line.pairsPerSecond(),
        100 * line.waiting());
  }

  private void report(Outcome outcome) {
    if (!outcome.skips().counts().isEmpty()) {
      message("skipped: " + outcome.skips().line());
    }
    if (outcome.truncatedCaptions() > 0) {
      message(outcome.truncatedCaptions() + " captions filled the whole context");
    }
    if (outcome.finished()) {
      spec.commandLine().getOut().println(output);
    } else {
      message("stopped at step " + outcome.step() + "; --resume goes on from there");
    }
  }

  private void message(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
