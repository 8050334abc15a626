package io.clipstream.model.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.ModelException;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.data.BatchLoader;
import io.clipstream.model.training.data.DataPosition;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Carries out a {@link TrainingPlan}: a vocabulary, steps, snapshots, and the checkpoint at the
 * end. Vocabulary, snapshots and metrics are kept in a directory beside the output. One thread runs
 * it; {@link #stop} may come from any.
 */
public final class CheckpointTraining {
  private final TrainingPlan plan;
  private final Path runDirectory;
  private final Consumer<String> messages;
  private final SkipLog skips = new SkipLog();
  private final PairSource source;
  private boolean stopping;
  private Runnable stop = () -> {};

  /**
   * What came of it.
   *
   * @param finished whether all steps were taken, and the checkpoint is there
   * @param step optimiser steps taken
   * @param skips what of the data was passed over
   * @param truncatedCaptions captions that filled the whole context
   */
  public record Outcome(boolean finished, long step, SkipLog skips, long truncatedCaptions) {}

  /**
   * Opens the data, then makes the run's directory.
   *
   * @param messages takes a line for people now and then
   * @throws ClipstreamException if data or output cannot be used; nothing is written then
   */
  public CheckpointTraining(TrainingPlan plan, Consumer<String> messages) throws IOException {
    this.plan = plan;
    this.messages = messages;
    this.source = plan.data().source(skips);
    this.runDirectory = plan.output().runDirectory();
    prepareDirectory();
  }

  private void prepareDirectory() throws IOException {
    Path output = plan.output().directory();
    if (Files.exists(output)) {
      throw new ResourceException(output + " exists already; choose another output");
    }
    boolean begun = Files.exists(TrainingRun.snapshotIn(runDirectory));
    if (!plan.output().resume() && begun) {
      throw new ResourceException(
          runDirectory
              + " holds a run already; resume it (on the command line with --resume), or remove it");
    }
    if (plan.output().resume() && !begun) {
      messages.accept(runDirectory + " holds no snapshot: beginning anew");
    }
    Files.createDirectories(runDirectory);
  }

  /**
   * Trains until all steps are taken or {@link #stop} is called. Owns its native memory.
   *
   * @param progress takes each line of metrics
   * @throws ModelException if the data cannot fill a batch or the gradients are not finite
   */
  public Outcome train(Device device, Consumer<Metrics.Line> progress)
      throws IOException, InterruptedException {
    try (Tokenizer tokenizer = tokenizer()) {
      return train(run(tokenizer), device, progress);
    }
  }

  private Outcome train(TrainingRun run, Device device, Consumer<Metrics.Line> progress)
      throws IOException, InterruptedException {
    TrainingSettings settings = plan.settings();
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        Weights weights = plan.start().weights(settings.seed(), settings.objective(), manager);
        Trainer trainer = new Trainer(run, begun(weights, run), plan.output().resume())) {
      stopWith(trainer::stop);
      boolean finished = trainer.run(this::loader, progress);
      if (finished) {
        checkpoint(run).write(plan.output().directory(), trainer);
      }
      return new Outcome(finished, trainer.step(), skips, trainer.truncatedCaptions());
    }
  }

  /** With what is known of words before there is any caption. */
  private Weights begun(Weights weights, TrainingRun run) {
    int known = KnownWords.put(plan.words().vectors(), run.tokenizer(), weights);
    if (known > 0) {
      messages.accept(known + " tokens begin with the vectors of their words");
    }
    return weights;
  }

  private Path vocabulary() {
    return plan.givenVocabulary().orElse(runDirectory);
  }

  private Tokenizer tokenizer() throws IOException {
    int rows = plan.start().config().text().vocabularySize();
    if (plan.givenVocabulary().isEmpty() && !Tokenizer.isPresent(runDirectory)) {
      messages.accept("learning a vocabulary from the captions");
      BytePairTrainer.train(plan.data().captions(plan.settings().seed()), rows)
          .with(plan.words().vectors().words(), rows)
          .write(runDirectory);
    }
    return Tokenizer.load(vocabulary(), plan.start().config().text().contextLength());
  }

  private TrainingRun run(Tokenizer tokenizer) {
    return new TrainingRun(
        plan.start().config(),
        plan.start().preprocessing(),
        tokenizer,
        plan.settings(),
        runDirectory,
        plan.output().snapshotEvery(),
        plan.data().described(plan.loading().augmentation()),
        plan.tuning(),
        plan.words().lesson());
  }

  private BatchLoader loader(DataPosition from) {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    return new BatchLoader(source, plan.loading(), decoder::decode, skips, from);
  }

  private TrainedCheckpoint checkpoint(TrainingRun run) {
    TrainingPlan.Output output = plan.output();
    boolean anew =
        plan.start() instanceof TrainingStart.Architecture
            || plan.start() instanceof TrainingStart.NewTexts;
    OptionalDouble before = anew ? OptionalDouble.empty() : plan.start().bias();
    return new TrainedCheckpoint(
        run, vocabulary(), before, output.type(), output.command(), output.card());
  }

  private synchronized void stopWith(Runnable request) {
    stop = request;
    if (stopping) {
      request.run();
    }
  }

  /** Asks the training to end after the step under way, with a snapshot. */
  public synchronized void stop() {
    stopping = true;
    stop.run();
  }
}
