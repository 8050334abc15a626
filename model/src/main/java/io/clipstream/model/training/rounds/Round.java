package io.clipstream.model.training.rounds;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.model.encoder.Program;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.Interpolation;
import io.clipstream.model.training.LogitBias;
import io.clipstream.model.training.Metrics;
import io.clipstream.model.training.Trainer;
import io.clipstream.model.training.TrainingRun;
import io.clipstream.model.training.TrainingSettings;
import io.clipstream.model.training.data.BatchLoader;
import io.clipstream.model.training.data.DataPosition;
import io.clipstream.model.training.data.LoaderSettings;
import io.clipstream.model.training.data.PairStore;
import io.clipstream.model.training.data.SkipLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One round: trains a checkpoint further on new pairs, tries interpolations with what it was, and
 * writes the one that the gate chooses, whatever the verdict, as {@code DIRECTORY/ROUND_ID}. A
 * round that was interrupted goes on from its last snapshot; one that is finished is only read.
 * {@link #run} is for one thread, {@link #stop} for any.
 */
public final class Round {
  private final PairStore store;
  private final Path checkpoints;
  private final RoundSettings settings;
  private final GateSettings gateSettings;
  private final RoundInputs inputs;
  private final Device device;
  private volatile Trainer trainer;
  private volatile boolean stopped;

  /**
   * What came out.
   *
   * @param checkpoint its directory
   * @param sha256 the checkpoint's identity, see {@link Integrity#verify}
   */
  public record Finished(Path checkpoint, String sha256, RoundReport report) {}

  /**
   * @param checkpoints takes the new checkpoint, and a hidden folder for the round under way
   */
  public Round(
      PairStore store,
      Path checkpoints,
      RoundSettings settings,
      GateSettings gateSettings,
      RoundInputs inputs,
      Device device) {
    this.store = store;
    this.checkpoints = checkpoints.toAbsolutePath().normalize();
    this.settings = settings;
    this.gateSettings = gateSettings;
    this.inputs = inputs;
    this.device = device;
  }

  /** Ends {@link #run} soon, with a snapshot to go on from. */
  public void stop() {
    stopped = true;
    Trainer current = trainer;
    if (current != null) {
      current.stop();
    }
  }

  /**
   * Runs the round.
   *
   * @param progress takes lines for people
   * @return empty if it was stopped
   * @throws ModelException if the parent or the data cannot be used, or the disk refuses; nothing
   *     half-written stays under the checkpoint's name
   */
  public Optional<Finished> run(RoundManifest manifest, Consumer<String> progress)
      throws InterruptedException {
    Path target = checkpoints.resolve(manifest.roundId());
    if (Files.exists(target)) {
      String identity = Integrity.verify(target);
      return Optional.of(new Finished(target, identity, RoundReport.read(target)));
    }
    SkipLog skips = new SkipLog();
    RoundData data = RoundData.open(store, manifest, settings, gateSettings.mostHeldOut(), skips);
    verifyParent(manifest);
    CheckpointDirectory parent = CheckpointDirectory.open(Path.of(manifest.parent()));
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        Weights before = parent.load(device, DataType.FLOAT32);
        Weights weights = parent.load(device, DataType.FLOAT32)) {
      return new Training(manifest, data, parent, skips, manager, before, weights, progress).run();
    }
  }

  private static void verifyParent(RoundManifest manifest) {
    if (manifest.parentSha256().isEmpty()) {
      return;
    }
    String found = Integrity.verify(Path.of(manifest.parent()));
    if (!found.equalsIgnoreCase(manifest.parentSha256())) {
      throw new ModelException(
          "%s: expected the checkpoint %s with SHA-256 %s, found %s"
              .formatted(manifest.parent(), manifest.parentId(), manifest.parentSha256(), found));
    }
  }

  /** A round that is really trained. */
  private final class Training {
    private final RoundManifest manifest;
    private final RoundData data;
    private final CheckpointDirectory parent;
    private final SkipLog skips;
    private final NDManager manager;
    private final Weights before;
    private final Weights weights;
    private final Consumer<String> progress;
    private final Tokenizer tokenizer;
    private final Path work;

    Training(
        RoundManifest manifest,
        RoundData data,
        CheckpointDirectory parent,
        SkipLog skips,
        NDManager manager,
        Weights before,
        Weights weights,
        Consumer<String> progress) {
      this.manifest = manifest;
      this.data = data;
      this.parent = parent;
      this.skips = skips;
      this.manager = manager;
      this.before = before;
      this.weights = weights;
      this.progress = progress;
      this.tokenizer = Tokenizer.load(parent.path(), parent.config().text().contextLength());
      this.work = checkpoints.resolve(".rounds").resolve(manifest.roundId());
    }

    Optional<Finished> run() throws InterruptedException {
      progress.accept(
          "round %s: %d new pairs, %d replayed"
              .formatted(manifest.roundId(), data.newPairs(), data.replayed()));
      TrainingSettings training =
          settings.training(
              parent.config(), data.pairs().size(), manifest.seed(), LogitBias.of(parent));
      TrainingRun run =
          new TrainingRun(
              parent.config(),
              parent.preprocessing(),
              tokenizer,
              training,
              work,
              settings.snapshotEvery());
      try (Trainer own = new Trainer(run, weights, true)) {
        trainer = own;
        if (stopped || !own.run(at -> loader(training, at), this::show)) {
          return Optional.empty();
        }
        return Optional.of(gate(own.published(), own.publishedBias()));
      } finally {
        trainer = null;
      }
    }

    private BatchLoader loader(TrainingSettings training, DataPosition from) {
      LoaderSettings loading =
          LoaderSettings.of(
                  training.batchSize(), parent.config().image().imageSize(), manifest.seed())
              .withThreads(1)
              .withAugmentation(settings.variation());
      ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
      return new BatchLoader(data.pairs(), loading, decoder::decode, skips, from);
    }

    private void show(Metrics.Line line) {
      progress.accept(
          String.format(
              Locale.ROOT,
              "round %s: step %d, loss %.3f, %.0f pairs/s",
              manifest.roundId(),
              line.step(),
              line.loss(),
              line.pairsPerSecond()));
    }

    private Finished gate(Map<String, NDArray> trained, OptionalDouble bias) {
      JniUtils.setGradMode(false);
      GateData measuring =
          new GateData(
              data.heldOutNew(),
              data.heldOutOld(),
              inputs.pinned(),
              inputs.templates(),
              inputs.rules());
      progress.accept("round " + manifest.roundId() + ": measuring the parent");
      Measurement ofParent = measure(parent.path(), measuring);
      Measurement ofBaseline = inputs.baseline().map(b -> measure(b, measuring)).orElse(ofParent);
      Gate gate = new Gate(gateSettings, ofParent, ofBaseline);
      try (Program program = Program.load(manager, parent.config())) {
        Interpolation line = new Interpolation(parent.config(), program, before.arrays(), trained);
        for (double alpha : gateSettings.alphas()) {
          progress.accept("round " + manifest.roundId() + ": measuring alpha " + alpha);
          gate.judge(alpha, measure(line, alpha, measuring));
        }
        Verdict verdict = gate.verdict();
        RoundReport report = report(verdict, ofParent, ofBaseline);
        return write(
            line, report, LogitBias.at(verdict.best().alpha(), LogitBias.of(parent), bias));
      }
    }

    private Measurement measure(Path directory, GateData measuring) {
      try (Clip clip = Clip.load(directory, device)) {
        return Measurement.of(clip, measuring);
      }
    }

    private Measurement measure(Interpolation line, double alpha, GateData measuring) {
      Weights mixed = line.at(alpha, manager.newSubManager());
      try (Clip clip = Clip.of(parent.config(), parent.preprocessing(), tokenizer, mixed)) {
        return Measurement.of(clip, measuring);
      }
    }

    private RoundReport report(Verdict verdict, Measurement ofParent, Measurement ofBaseline) {
      return new RoundReport(
          manifest,
          settings.byName(),
          RoundReport.outcome(verdict),
          verdict.reason(),
          verdict.best().alpha(),
          data.newPairs(),
          data.replayed(),
          verdict.best().metrics(),
          ofParent.metrics(),
          ofBaseline.metrics(),
          verdict.trials(),
          skips.counts().isEmpty() ? "" : skips.counts() + "; first: " + skips.examples());
    }

    private Finished write(Interpolation line, RoundReport report, OptionalDouble bias) {
      Path target = checkpoints.resolve(manifest.roundId());
      CheckpointExtras extras =
          CheckpointExtras.card(ModelCard.of(report)).withTokenizerOf(parent.path());
      Map<String, byte[]> files = new TreeMap<>(extras.files());
      files.put(RoundReport.FILE, report.json());
      try (Weights mixed = line.at(report.alpha(), manager.newSubManager())) {
        String identity =
            CheckpointWriter.write(
                target,
                parent.config(),
                parent.preprocessing(),
                mixed.arrays(),
                DataType.FLOAT32,
                new CheckpointExtras(files, extras.modelCard(), LogitBias.metadata(bias)));
        deleteQuietly(work);
        return new Finished(target, identity, report);
      }
    }
  }

  private static void deleteQuietly(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : List.copyOf(paths.sorted(Comparator.reverseOrder()).toList())) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The checkpoint is written; what is left of the work only takes space.
    }
  }
}
