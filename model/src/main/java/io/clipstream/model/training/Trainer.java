package io.clipstream.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.encoder.GradientMode;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.data.Batch;
import io.clipstream.model.training.data.BatchLoader;
import io.clipstream.model.training.data.DataPosition;
import io.clipstream.model.training.data.Glossary;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A training run: takes batches from a loader, takes steps, keeps metrics and snapshots. One thread
 * runs it; {@link #stop} may come from any.
 */
public final class Trainer implements AutoCloseable {
  private final TrainingRun run;
  private final Weights weights;
  private final Learner learner;
  private final PairEncoding encoding;
  private final NDManager manager;
  private final Map<String, NDArray> average = new LinkedHashMap<>();
  private final Metrics metrics;
  private long step;
  private DataPosition position = DataPosition.START;
  private Runnable snapshotWritten = () -> {};
  private volatile boolean stopping;

  /**
   * A new run, or one that goes on from the snapshot in its directory.
   *
   * @param weights where a new run begins; changed in place, stay the caller's
   * @param resume true to go on from the snapshot, if there is one
   */
  public Trainer(TrainingRun run, Weights weights, boolean resume) {
    this.run = run;
    this.weights = weights;
    TrainingSettings settings = run.settings();
    this.learner =
        new Learner(
            run.config(),
            weights,
            settings.optimiser(),
            settings.chunkSize(),
            settings.precision(),
            settings.objective(),
            run.tuning(),
            run.heldTexts());
    this.manager = weights.manager().newSubManager();
    this.encoding =
        new PairEncoding(
            learner.program(),
            run.tokenizer(),
            run.config().text(),
            run.preprocessing(),
            run.positives(),
            manager);
    learner.learned().forEach((name, array) -> average.put(name, copy(array)));
    if (resume && Files.exists(run.snapshotFile())) {
      restore();
    }
    this.metrics = Metrics.open(run.metricsFile(), step);
  }

  private NDArray copy(NDArray array) {
    GradientMode.off();
    NDArray copy = array.duplicate();
    copy.attach(manager);
    return copy;
  }

  private void restore() {
    GradientMode.off();
    Snapshot snapshot = Snapshot.read(run.snapshotFile(), run.fingerprint(), this::arrays, manager);
    step = snapshot.step();
    position = snapshot.position();
    learner.optimiser().step(step);
    learner.restored();
  }

  private Map<String, NDArray> arrays(String kind) {
    return switch (kind) {
      case "weights" -> learner.learned();
      case "average" -> average;
      case "first" -> learner.optimiser().first();
      default -> learner.optimiser().second();
    };
  }

  /**
   * Trains until all steps are taken or {@link #stop} is called; then writes a snapshot.
   *
   * @param loaders opens the data at a position
   * @param progress takes each line of metrics
   * @return true if all steps are taken
   */
  public boolean run(Function<DataPosition, BatchLoader> loaders, Consumer<Metrics.Line> progress)
      throws InterruptedException {
    return runTo(run.settings().steps(), loaders, progress);
  }

  /** As {@link #run}, but stops with a snapshot when {@code last} steps are taken. */
  public boolean runTo(
      long last, Function<DataPosition, BatchLoader> loaders, Consumer<Metrics.Line> progress)
      throws InterruptedException {
    long snapshotNanos = run.snapshotEvery().toNanos();
    long lastSnapshot = System.nanoTime();
    try (BatchLoader loader = loaders.apply(position)) {
      Window window = new Window(loader);
      while (step < last && !stopping) {
        window.add(takeStep(loader));
        if (window.isFull() || step == last) {
          Metrics.Line line = window.line();
          metrics.add(line);
          progress.accept(line);
          window = new Window(loader);
        }
        if (System.nanoTime() - lastSnapshot > snapshotNanos) {
          snapshot();
          lastSnapshot = System.nanoTime();
        }
      }
    }
    snapshot();
    return step == run.settings().steps();
  }

  private Learner.Report takeStep(BatchLoader loader) throws InterruptedException {
    try (NDManager scope = manager.newSubManager()) {
      List<PairBatch> batches = new ArrayList<>();
      for (int i = 0; i < run.settings().accumulation(); i++) {
        Batch batch = loader.next();
        batches.add(encoding.encode(scope, batch));
        position = batch.after();
      }
      step++;
      Learner.Report report =
          learner.step(batches, words(scope), run.settings().schedule().rate(step));
      followAverage(scope);
      return report;
    }
  }

  /** As many words as pairs pass the encoders at once; none without a glossary. */
  private List<WordBatch> words(NDManager scope) {
    TrainingSettings settings = run.settings();
    List<Glossary.Meaning> words = run.words().draw(settings.chunkSize(), settings.seed(), step);
    return words.isEmpty()
        ? List.of()
        : List.of(
            WordBatch.of(scope, run.tokenizer(), run.config().text(), words, run.words().weight()));
  }

  /** Early on the average forgets faster, so that the first random weights do not linger. */
  private void followAverage(NDManager scope) {
    double decay = Math.min(run.settings().averaging(), (1.0 + step) / (10.0 + step));
    NDArray share = scope.create(run.settings().averaging() == 0 ? 0 : decay);
    learner.program().train(scope, "average", average, learner.learned(), share);
  }

  private void snapshot() {
    new Snapshot(step, position, run.fingerprint()).write(run.snapshotFile(), this::arrays);
    snapshotWritten.run();
  }

  /** Calls back after each snapshot, on the thread that trains. */
  public void onSnapshot(Runnable written) {
    snapshotWritten = written;
  }

  /** Asks the run to end after the step under way, with a snapshot. */
  public void stop() {
    stopping = true;
  }

  /** Optimiser steps taken. */
  public long step() {
    return step;
  }

  /**
   * The weights to publish: averaged, or the last ones where averaging is off, all that the
   * architecture has. Owned here.
   */
  public Map<String, NDArray> published() {
    Map<String, NDArray> published = new LinkedHashMap<>(weights.arrays());
    published.replaceAll((name, array) -> average.getOrDefault(name, array));
    return published;
  }

  /** As {@link #published}, with what the objective learns beside the architecture's weights. */
  public Map<String, NDArray> learned() {
    Map<String, NDArray> learned = published();
    learned.putAll(average);
    return learned;
  }

  /**
   * The bias that goes with {@link #published}; empty unless the objective is the sigmoid and the
   * architecture has no place for it.
   */
  public OptionalDouble publishedBias() {
    NDArray bias = run.config().logitBias() ? null : average.get(Objective.BIAS);
    return bias == null ? OptionalDouble.empty() : OptionalDouble.of(bias.getFloat());
  }

  /** The course so far. */
  public List<Metrics.Line> metrics() {
    return metrics.lines();
  }

  /** Captions so far that filled the whole context, so that words at their end may be missing. */
  public long truncatedCaptions() {
    return encoding.truncated();
  }

  @Override
  public void close() {
    manager.close();
    learner.close();
  }

  /** A few steps that make one line of metrics. */
  private final class Window {
    private static final int STEPS = 20;

    private final BatchLoader loader;
    private final long began = System.nanoTime();
    private final double waitedBefore;
    private int steps;
    private double loss;
    private double norm;
    private double logitScale;

    Window(BatchLoader loader) {
      this.loader = loader;
      this.waitedBefore = loader.statistics().waitedSeconds();
    }

    void add(Learner.Report report) {
      steps++;
      loss += report.loss();
      norm += report.gradientNorm();
      logitScale = report.logitScale();
    }

    boolean isFull() {
      return steps == STEPS;
    }

    Metrics.Line line() {
      double seconds = (System.nanoTime() - began) / 1e9;
      double waited = loader.statistics().waitedSeconds() - waitedBefore;
      long pairs = (long) steps * run.settings().batchSize() * run.settings().accumulation();
      return new Metrics.Line(
          step,
          loss / steps,
          logitScale,
          norm / steps,
          run.settings().schedule().rate(step),
          pairs / seconds,
          Math.min(1, waited / seconds));
    }
  }
}
