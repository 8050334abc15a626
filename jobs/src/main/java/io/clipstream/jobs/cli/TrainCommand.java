package io.clipstream.jobs.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.Devices;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.Architectures;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.CurvesPlot;
import io.clipstream.model.training.Initialisation;
import io.clipstream.model.training.Metrics;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.Trainer;
import io.clipstream.model.training.TrainingRun;
import io.clipstream.model.training.TrainingSettings;
import io.clipstream.model.training.data.Augmentation;
import io.clipstream.model.training.data.BatchLoader;
import io.clipstream.model.training.data.DataPosition;
import io.clipstream.model.training.data.LoaderSettings;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.model.training.data.SkipLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code clipstream train}: trains both encoders from scratch on pairs of pictures and captions.
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains both encoders from scratch on pairs of pictures and captions.",
    footer = {
      "",
      "Snapshots, the vocabulary and the metrics of a run are kept in OUTPUT.run; --resume goes on",
      "from there, bit for bit. The checkpoint appears at OUTPUT when the last step is taken.",
      "",
      "Example:",
      "  clipstream train --data data/emoji/train-all --architecture small.json --output my-clip"
    })
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      arity = "1..*",
      paramLabel = "DIR",
      description = "Folders with captions.tsv, Avro files of captioned images, or tars.")
  private List<Path> data;

  @Option(
      names = "--architecture",
      required = true,
      paramLabel = "NAME|FILE",
      description = "A released architecture, or a JSON file of an OpenCLIP model_cfg.")
  private String architecture;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The checkpoint to make; must not exist.")
  private Path output;

  @Option(
      names = "--vocabulary",
      paramLabel = "DIR",
      description = "A directory with a tokenizer. Default: one is learnt from the captions.")
  private Path vocabulary;

  @Option(names = "--batch", defaultValue = "256", description = "Pairs a batch. Default: 256.")
  private int batch;

  @Option(
      names = "--chunk",
      defaultValue = "256",
      description = "Pairs that pass the encoders at once; memory grows with it. Default: 256.")
  private int chunk;

  @Option(names = "--accumulate", defaultValue = "1", description = "Batches a step. Default: 1.")
  private int accumulate;

  @Option(names = "--steps", required = true, description = "Optimiser steps.")
  private long steps;

  @Option(
      names = "--warm-up",
      description = "Steps of rising rate. Default: a tenth, at most 2000.")
  private Long warmUp;

  @Option(
      names = "--rate",
      defaultValue = "5e-4",
      description = "Peak learning rate. Default: 5e-4.")
  private double rate;

  @Option(names = "--weight-decay", defaultValue = "0.2", description = "Default: 0.2.")
  private double weightDecay;

  @Option(names = "--clip-norm", description = "Gradients' length at most. Default: any.")
  private Double clipNorm;

  @Option(
      names = "--average",
      defaultValue = "0",
      description = "Share of the averaged weights that stays each step, 0 for none. Default: 0.")
  private double average;

  @Option(
      names = "--augmentation",
      defaultValue = "paper",
      description = "paper (a random crop) or small-set (colour, turns, outlines). Default: paper.")
  private String augmentation;

  @Option(
      names = "--no-positives",
      description = "Pairs of one caption are negatives of each other, as in the paper.")
  private boolean noPositives;

  @Option(
      names = "--distinct",
      description = "Pictures whose first captions are equal go to different batches.")
  private boolean distinct;

  @Option(names = "--seed", defaultValue = "1", description = "Everything random. Default: 1.")
  private long seed;

  @Option(names = "--threads", description = "Threads of the engine. Default: all cores.")
  private Integer threads;

  @Option(
      names = "--cache",
      defaultValue = "1024",
      paramLabel = "MIB",
      description = "Memory for decoded pictures. Default: 1024.")
  private long cacheMebibytes;

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
  private Progress progress;

  @Override
  public Integer call() throws IOException, InterruptedException {
    prepareDirectories();
    ClipConfig config = config();
    Device on = Devices.named(device);
    if (threads != null) {
      Engine.getEngine("PyTorch");
      JniUtils.setNumThreads(threads);
    }
    Tokenizer tokenizer = tokenizer(config);
    try (NDManager manager = NDManager.newBaseManager(on, "PyTorch")) {
      return train(config, tokenizer, manager);
    }
  }

  private void prepareDirectories() throws IOException {
    if (Files.exists(output)) {
      throw new ModelException(output + " exists already; choose another output");
    }
    runDirectory = output.resolveSibling(output.getFileName() + ".run");
    if (!resume && Files.exists(runDirectory.resolve("snapshot.safetensors"))) {
      throw new ModelException(
          runDirectory + " holds a run already; go on with --resume, or remove it");
    }
    Files.createDirectories(runDirectory);
  }

  private ClipConfig config() {
    return architecture.endsWith(".json")
        ? Architectures.read(Path.of(architecture))
        : Architectures.named(architecture);
  }

  private Tokenizer tokenizer(ClipConfig config) throws IOException {
    int context = config.text().contextLength();
    if (vocabulary != null) {
      return Tokenizer.load(vocabulary, context);
    }
    if (!Tokenizer.isPresent(runDirectory)) {
      message("learning a vocabulary from the captions");
      BytePairTrainer.train(captions(), config.text().vocabularySize()).write(runDirectory);
    }
    return Tokenizer.load(runDirectory, context);
  }

  private List<String> captions() throws IOException {
    List<String> captions = new ArrayList<>();
    PairSource all = source(new SkipLog());
    try (PairStream stream = all.stream(seed, 0)) {
      for (Optional<Pair> pair = stream.next(); pair.isPresent(); pair = stream.next()) {
        captions.addAll(pair.get().captions());
      }
    }
    return captions;
  }

  private PairSource source(SkipLog log) {
    List<PairSource> sources = new ArrayList<>();
    for (Path path : data) {
      try {
        sources.add(PairSource.open(path, log));
      } catch (IOException e) {
        throw new ModelException(path + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return PairSource.join(sources);
  }

  private int train(ClipConfig config, Tokenizer tokenizer, NDManager manager)
      throws IOException, InterruptedException {
    Preprocessing preprocessing = Preprocessing.clip(config.image().imageSize());
    TrainingRun run =
        new TrainingRun(
            config,
            preprocessing,
            tokenizer,
            settings(config),
            runDirectory,
            Duration.ofMinutes(snapshotMinutes));
    try (Weights weights = Initialisation.of(config, seed, manager.newSubManager());
        Trainer trainer = new Trainer(run, weights, resume)) {
      Thread main = Thread.currentThread();
      Thread hook = new Thread(() -> stopAndWait(trainer, main), "clipstream-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      progress = new Progress(spec.commandLine().getErr(), "training", steps);
      boolean finished = trainer.run(at -> loader(config, at), this::show);
      report(trainer);
      if (!finished) {
        message("stopped at step " + trainer.step() + "; --resume goes on from there");
        return 1;
      }
      Runtime.getRuntime().removeShutdownHook(hook);
      publish(config, preprocessing, trainer);
      return 0;
    }
  }

  /** On SIGTERM or Ctrl-C: the step under way ends, a snapshot is written, then the JVM goes. */
  private static void stopAndWait(Trainer trainer, Thread main) {
    trainer.stop();
    try {
      main.join(Duration.ofMinutes(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private TrainingSettings settings(ClipConfig config) {
    OptimiserSettings paper = OptimiserSettings.of(config);
    return new TrainingSettings(
        batch,
        Math.min(chunk, batch),
        accumulate,
        steps,
        warmUp == null ? Math.min(2000, steps / 10) : warmUp,
        rate,
        new OptimiserSettings(
            paper.beta1(),
            paper.beta2(),
            paper.epsilon(),
            weightDecay,
            clipNorm == null ? Double.POSITIVE_INFINITY : clipNorm),
        average,
        !noPositives,
        seed);
  }

  private BatchLoader loader(ClipConfig config, DataPosition from) {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    LoaderSettings settings =
        LoaderSettings.of(batch, config.image().imageSize(), seed)
            .withAugmentation(augmentation())
            .withCacheBytes(cacheMebibytes << 20)
            .withDistinct(distinct);
    return new BatchLoader(source(skips), settings, decoder::decode, skips, from);
  }

  private Augmentation augmentation() {
    return switch (augmentation) {
      case "paper" -> Augmentation.PAPER;
      case "small-set" -> Augmentation.SMALL_SET;
      default ->
          throw new ModelException(
              "augmentation is '" + augmentation + "', expected paper or small-set");
    };
  }

  private void show(Metrics.Line line) {
    progress.at(
        line.step(),
        String.format(
            Locale.ROOT,
            "loss %.3f, logit scale %.1f, rate %.1e, %.0f pairs/s, waiting %.0f %%",
            line.loss(),
            line.logitScale(),
            line.rate(),
            line.pairsPerSecond(),
            100 * line.waiting()));
  }

  private void report(Trainer trainer) {
    if (!skips.counts().isEmpty()) {
      message("skipped: " + skips.counts() + "; first: " + String.join("; ", skips.examples()));
    }
    if (trainer.truncatedCaptions() > 0) {
      message(trainer.truncatedCaptions() + " captions filled the whole context");
    }
  }

  private void publish(ClipConfig config, Preprocessing preprocessing, Trainer trainer)
      throws IOException {
    Path words = vocabulary == null ? runDirectory : vocabulary;
    CheckpointExtras extras = CheckpointExtras.card(modelCard(config)).withTokenizerOf(words);
    Map<String, byte[]> files = new TreeMap<>(extras.files());
    files.put("metrics.tsv", Files.readAllBytes(runDirectory.resolve("metrics.tsv")));
    String curves = CurvesPlot.svg(trainer.metrics());
    files.put("curves.svg", curves.getBytes(StandardCharsets.UTF_8));
    CheckpointWriter.write(
        output,
        config,
        preprocessing,
        trainer.published(),
        fp32 ? DataType.FLOAT32 : DataType.FLOAT16,
        new CheckpointExtras(files, extras.modelCard(), extras.metadata()));
    spec.commandLine().getOut().println(output);
  }

  private String modelCard(ClipConfig config) throws IOException {
    String own = card == null ? "" : Files.readString(card) + "\n";
    return "# "
        + output.getFileName()
        + "\n\n"
        + own
        + "## Training\n\n    clipstream "
        + String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs())
        + "\n\nImage tower: "
        + config.image()
        + "\n\nText tower: "
        + config.text()
        + "\n\nEmbedding dimension: "
        + config.embeddingDimension()
        + "\n\nThe course of the training: metrics.tsv, drawn in curves.svg.\n";
  }

  private void message(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
