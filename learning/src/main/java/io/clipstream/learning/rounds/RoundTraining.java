package io.clipstream.learning.rounds;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Clip;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.CheckpointExtras;
import io.clipstream.model.checkpoint.CheckpointWriter;
import io.clipstream.model.encoder.GradientMode;
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
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** A round that is really trained: learning, gate, checkpoint. For one thread. */
final class RoundTraining implements AutoCloseable {
  private final RoundSetup setup;
  private final StopFlag stop;
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

  RoundTraining(
      RoundSetup setup,
      StopFlag stop,
      RoundManifest manifest,
      RoundData data,
      CheckpointDirectory parent,
      SkipLog skips,
      NDManager manager,
      Weights before,
      Weights weights,
      Consumer<String> progress) {
    this.setup = setup;
    this.stop = stop;
    this.manifest = manifest;
    this.data = data;
    this.parent = parent;
    this.skips = skips;
    this.manager = manager;
    this.before = before;
    this.weights = weights;
    this.progress = progress;
    this.tokenizer = Tokenizer.load(parent.path(), parent.config().text().contextLength());
    this.work = setup.work(manifest);
  }

  /**
   * Trains, measures and writes.
   *
   * @throws java.util.concurrent.CancellationException if the flag is set; there is a snapshot then
   */
  Round.Finished run() throws InterruptedException {
    progress.accept(
        "round %s: %d new pairs, %d replayed"
            .formatted(manifest.roundId(), data.newPairs(), data.replayed()));
    TrainingSettings training =
        setup
            .settings()
            .training(parent.config(), data.pairs().size(), manifest.seed(), LogitBias.of(parent));
    TrainingRun run =
        new TrainingRun(
            parent.config(),
            parent.preprocessing(),
            tokenizer,
            training,
            work,
            setup.settings().snapshotInterval(),
            setup.settings().tuning());
    beginAnewUnlessOurs(run);
    try (Trainer own = new Trainer(run, weights, true)) {
      stop.onStop(own::stop);
      own.onSnapshot(() -> setup.copies().changed(manifest, work));
      if (!own.run(at -> loader(training, at), line -> show(line, training.steps()))) {
        stop.check();
      }
      return gate(own.published(), own.publishedBias());
    }
  }

  /** Options may have changed while the round was under way, by an upgrade of the job, say. */
  private void beginAnewUnlessOurs(TrainingRun run) {
    if (run.hasForeignSnapshot()) {
      progress.accept(
          "round %s: begins anew, since its snapshot is damaged or was made with other settings"
              .formatted(manifest.roundId()));
      Path snapshot = TrainingRun.snapshotIn(work);
      try {
        Files.delete(snapshot);
      } catch (IOException e) {
        throw new ResourceException(snapshot + ": cannot be deleted: " + e, e);
      }
    }
  }

  private BatchLoader loader(TrainingSettings training, DataPosition from) {
    LoaderSettings loading =
        LoaderSettings.of(
                training.batchSize(), parent.config().image().imageSize(), manifest.seed())
            .withThreads(1)
            .withAugmentation(setup.settings().variation());
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    return new BatchLoader(data.pairs(), loading, decoder::decode, skips, from);
  }

  private void show(Metrics.Line line, long steps) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "round %s: step %d of %d, loss %.3f, %.0f pairs/s",
            manifest.roundId(),
            line.step(),
            steps,
            line.loss(),
            line.pairsPerSecond()));
  }

  private Round.Finished gate(Map<String, NDArray> trained, OptionalDouble bias) {
    GradientMode.off();
    GateData measuring =
        new GateData(
            data.heldOutNew(),
            data.heldOutOld(),
            setup.inputs().pinned(),
            setup.inputs().templates(),
            setup.inputs().rules(),
            setup.gate().maxHeldOut());
    progress.accept("round " + manifest.roundId() + ": measuring the parent");
    Measurement ofParent = measure(parent.path(), measuring);
    Measurement ofBaseline =
        setup.inputs().baseline().map(b -> measure(b, measuring)).orElse(ofParent);
    Gate gate = new Gate(setup.gate(), ofParent, ofBaseline);
    try (Program program = Program.load(manager, parent.config())) {
      Interpolation line = new Interpolation(parent.config(), program, before.arrays(), trained);
      for (double alpha : setup.gate().alphas()) {
        progress.accept("round " + manifest.roundId() + ": measuring alpha " + alpha);
        gate.judge(alpha, measure(line, alpha, bias, measuring));
      }
      GateVerdict verdict = gate.verdict();
      RoundReport report = report(verdict, ofParent, ofBaseline);
      return write(line, report, LogitBias.at(verdict.best().alpha(), LogitBias.of(parent), bias));
    }
  }

  private Measurement measure(Path directory, GateData measuring) {
    try (Clip clip = Clip.load(directory, setup.device())) {
      return Measurement.of(clip, measuring, stop);
    }
  }

  private Measurement measure(
      Interpolation line, double alpha, OptionalDouble bias, GateData measuring) {
    Weights mixed = line.at(alpha, manager.newSubManager());
    OptionalDouble own = LogitBias.at(alpha, LogitBias.of(parent), bias);
    try (Clip clip = Clip.of(parent.config(), parent.preprocessing(), tokenizer, own, mixed)) {
      return Measurement.of(clip, measuring, stop);
    }
  }

  private RoundReport report(GateVerdict verdict, Measurement ofParent, Measurement ofBaseline) {
    return new RoundReport(
        manifest,
        setup.settings().byName(),
        verdict.outcome(),
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

  private Round.Finished write(Interpolation line, RoundReport report, OptionalDouble bias) {
    Path target = setup.target(manifest);
    CheckpointExtras extras =
        CheckpointExtras.card(ModelCard.of(report))
            .withTokenizerOf(parent.path())
            .withFile(RoundReport.FILE, report.json())
            .withMetadata(LogitBias.metadata(bias));
    stop.check();
    try (Weights mixed = line.at(report.alpha(), manager.newSubManager())) {
      String identity =
          CheckpointWriter.write(
              target,
              parent.config(),
              parent.preprocessing(),
              mixed.arrays(),
              DataType.FLOAT32,
              extras);
      return Round.Finished.at(target, identity, report);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
