package io.clipstream.jobs.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.jobs.GracefulStop;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.ModelException;
import io.clipstream.model.TextFile;
import io.clipstream.model.checkpoint.Architectures;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.Initialisation;
import io.clipstream.model.training.LogitBias;
import io.clipstream.model.training.Metrics;
import io.clipstream.model.training.Objective;
import io.clipstream.model.training.Trainer;
import io.clipstream.model.training.TrainingRun;
import io.clipstream.model.training.TrainingSettings;
import io.clipstream.model.training.data.BatchLoader;
import io.clipstream.model.training.data.DataPosition;
import io.clipstream.model.training.data.LoaderSettings;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.SkipLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
      "  clipstream train --data data/emoji/train-all --architecture small.json --output my-clip",
      "  clipstream train --data my-pairs --from my-clip --steps 500 --rate 1e-4 --output my-clip-2"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private TrainingDataOptions data;
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
            "Begin with random weights of a released architecture, or of one in a JSON file of an "
                + "OpenCLIP model_cfg.")
    private String architecture;

    @Option(
        names = "--from",
        paramLabel = "DIR",
        description = "Begin with the weights, vocabulary and preprocessing of a checkpoint.")
    private Path checkpoint;

    private ClipConfig config() {
      if (checkpoint != null) {
        return CheckpointDirectory.open(checkpoint).config();
      }
      return architecture.endsWith(".json")
          ? Architectures.read(Path.of(architecture))
          : Architectures.named(architecture);
    }

    private Preprocessing preprocessing(ClipConfig config) {
      return checkpoint == null
          ? Preprocessing.clip(config.image().imageSize())
          : CheckpointDirectory.open(checkpoint).preprocessing();
    }

    private OptionalDouble bias() {
      return checkpoint == null
          ? OptionalDouble.of(Objective.Sigmoid.INITIAL_BIAS)
          : LogitBias.of(CheckpointDirectory.open(checkpoint));
    }

    private Weights weights(ClipConfig config, long seed, Objective objective, NDManager manager) {
      return checkpoint == null
          ? Initialisation.of(config, seed, objective, manager.newSubManager())
          : CheckpointDirectory.open(checkpoint).load(manager.getDevice(), DataType.FLOAT32);
    }
  }

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

  private final SkipLog skips = new SkipLog();
  private Path runDirectory;

  @Override
  public Integer call() throws IOException, InterruptedException {
    // All that can be wrong with what was asked for is found before anything is written.
    ClipConfig config = beginning.config();
    vocabulary = vocabulary == null ? beginning.checkpoint : vocabulary;
    TrainingSettings settings = optimisation.settings(config, beginning.bias());
    LoaderSettings loading =
        data.settings(
            optimisation.batch(),
            config.image().imageSize(),
            optimisation.seed(),
            augmentation.augmentation());
    String ownCard = card == null ? "" : TextFile.read(card, 1 << 20);
    Device on = Devices.named(device);
    PairSource source = data.source(skips);
    prepareDirectories();
    if (threads != null) {
      Devices.limitCores(threads);
    }
    TrainingRun run = run(config, settings, tokenizer(config));
    try (NDManager manager = NDManager.newBaseManager(on, "PyTorch")) {
      return train(run, from -> loader(source, loading, from), ownCard, manager);
    }
  }

  private void prepareDirectories() throws IOException {
    if (Files.exists(output)) {
      throw new ModelException(output + " exists already; choose another output");
    }
    runDirectory = output.resolveSibling(output.getFileName() + ".run");
    boolean begun = Files.exists(runDirectory.resolve("snapshot.safetensors"));
    if (!resume && begun) {
      throw new ModelException(
          runDirectory + " holds a run already; go on with --resume, or remove it");
    }
    if (resume && !begun) {
      message(runDirectory + " holds no snapshot: beginning anew");
    }
    Files.createDirectories(runDirectory);
  }

  private Tokenizer tokenizer(ClipConfig config) throws IOException {
    int context = config.text().contextLength();
    if (vocabulary != null) {
      return Tokenizer.load(vocabulary, context);
    }
    if (!Tokenizer.isPresent(runDirectory)) {
      message("learning a vocabulary from the captions");
      BytePairTrainer.train(data.captions(optimisation.seed()), config.text().vocabularySize())
          .write(runDirectory);
    }
    return Tokenizer.load(runDirectory, context);
  }

  private TrainingRun run(ClipConfig config, TrainingSettings settings, Tokenizer tokenizer) {
    return new TrainingRun(
        config,
        beginning.preprocessing(config),
        tokenizer,
        settings,
        runDirectory,
        Duration.ofMinutes(snapshotMinutes),
        data.described(augmentation.augmentation()));
  }

  private BatchLoader loader(PairSource source, LoaderSettings settings, DataPosition from) {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    return new BatchLoader(source, settings, decoder::decode, skips, from);
  }

  private int train(
      TrainingRun run,
      Function<DataPosition, BatchLoader> loaders,
      String ownCard,
      NDManager manager)
      throws IOException, InterruptedException {
    try (Weights weights =
            beginning.weights(
                run.config(), optimisation.seed(), run.settings().objective(), manager);
        Trainer trainer = new Trainer(run, weights, resume);
        GracefulStop stop = new GracefulStop(trainer::stop)) {
      Progress progress =
          new Progress(spec.commandLine().getErr(), "training", optimisation.steps());
      boolean finished = trainer.run(loaders, line -> progress.at(line.step(), shown(line)));
      report(trainer);
      if (!finished) {
        message("stopped at step " + trainer.step() + "; --resume goes on from there");
        return 1;
      }
      checkpoint(run, ownCard).write(output, trainer);
      spec.commandLine().getOut().println(output);
      return 0;
    }
  }

  private TrainedCheckpoint checkpoint(TrainingRun run, String ownCard) {
    List<String> arguments = spec.commandLine().getParent().getParseResult().originalArgs();
    return new TrainedCheckpoint(
        run,
        vocabulary == null ? runDirectory : vocabulary,
        fp32 ? DataType.FLOAT32 : DataType.FLOAT16,
        "clipstream " + String.join(" ", arguments),
        ownCard);
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

  private void report(Trainer trainer) {
    if (!skips.counts().isEmpty()) {
      message("skipped: " + skips.line());
    }
    if (trainer.truncatedCaptions() > 0) {
      message(trainer.truncatedCaptions() + " captions filled the whole context");
    }
  }

  private void message(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
