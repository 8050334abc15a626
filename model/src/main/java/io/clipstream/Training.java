package io.clipstream;

import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.clipstream.model.Devices;
import io.clipstream.model.ModelException;
import io.clipstream.model.training.CheckpointTraining;
import io.clipstream.model.training.Metrics;
import io.clipstream.model.training.TrainingPlan;
import io.clipstream.model.training.TrainingStart;
import io.clipstream.model.training.data.Augmentation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Contrastive training of both encoders on pairs of pictures and captions (Radford et al. 2021,
 * section 2.3): what {@code clipstream train} does, with its defaults.
 *
 * <pre>{@code
 * Training.from(checkpoint).on(List.of(pairs)).steps(500).rate(1e-4).train(output);
 * }</pre>
 *
 * <p>Options are set and {@link #train(Path)} is called by one thread; {@link #stop} may come from
 * any. Native memory is held while it trains and given back when it ends, however that is.
 */
public final class Training {
  private final TrainingChoices chosen;
  private Runnable stop = () -> {};
  private boolean stopped;

  private Training(TrainingStart start) {
    this.chosen = new TrainingChoices(start);
  }

  /**
   * A training that begins with a checkpoint.
   *
   * @param checkpoint whose weights, vocabulary and preprocessing it begins with
   * @return the training, to be described further
   * @throws ClipstreamException if the directory holds no checkpoint
   */
  public static Training from(Path checkpoint) {
    requireNonNull(checkpoint, "checkpoint is null");
    return new Training(LibraryExceptions.translated(() -> TrainingStart.checkpoint(checkpoint)));
  }

  /**
   * A training that begins with random weights; a vocabulary is learnt from the captions.
   *
   * @param nameOrFile a released architecture, such as {@code ViT-B/32}, or a file that ends with
   *     {@code .json} and holds a {@code model_cfg} of OpenCLIP
   * @return the training, to be described further
   * @throws ClipstreamException if there is none of that name
   */
  public static Training ofArchitecture(String nameOrFile) {
    requireNonNull(nameOrFile, "architecture is null");
    return new Training(LibraryExceptions.translated(() -> TrainingStart.architecture(nameOrFile)));
  }

  /**
   * What it learns from.
   *
   * @param paths one or more folders with {@code captions.tsv} or tables like it, Avro files of
   *     captioned images, or tars; they are mixed
   * @return this
   */
  public Training on(List<Path> paths) {
    chosen.data = List.copyOf(paths);
    return this;
  }

  /**
   * Pictures whose first captions are equal go to different batches where possible, so that none is
   * taken for a negative of another.
   *
   * @return this
   */
  public Training distinct() {
    chosen.distinct = true;
    return this;
  }

  /**
   * Varies pictures as suits some thousand drawings: colour, turns, outlines. Without this option
   * they are cropped at random, as in the paper.
   *
   * @return this
   */
  public Training smallSet() {
    chosen.augmentation = Augmentation.SMALL_SET;
    return this;
  }

  /**
   * How many pairs are compared with each other.
   *
   * @param pairs 2 or more; default 256
   * @return this
   */
  public Training batch(int pairs) {
    chosen.batch = pairs;
    return this;
  }

  /**
   * How many pairs pass through the encoders at once: memory grows with it, the result is the same.
   *
   * @param pairs 1 or more; default 256, at most the batch
   * @return this
   */
  public Training chunk(int pairs) {
    chosen.chunk = pairs;
    return this;
  }

  /**
   * How many steps the optimiser takes.
   *
   * @param value 1 or more; default 1,000
   * @return this
   */
  public Training steps(long value) {
    chosen.steps = value;
    return this;
  }

  /**
   * Steps over which the learning rate rises.
   *
   * @param value 0 or more; default a tenth of the steps, at most 2,000
   * @return this
   */
  public Training warmUp(long value) {
    chosen.warmUp = OptionalLong.of(value);
    return this;
  }

  /**
   * The peak of the learning rate.
   *
   * @param value above 0; default 5e-4
   * @return this
   */
  public Training rate(double value) {
    chosen.rate = value;
    return this;
  }

  /**
   * Publishes a moving average of the weights instead of the last ones.
   *
   * @param share of the average that stays in each step, 0 to below 1; default 0, no average
   * @return this
   */
  public Training average(double share) {
    chosen.average = share;
    return this;
  }

  /**
   * Asks of each picture with each caption by itself whether they match (Zhai et al. 2023). Without
   * this option the pictures and captions of a batch compete.
   *
   * @return this
   */
  public Training sigmoid() {
    chosen.objective = "sigmoid";
    return this;
  }

  /**
   * What everything random follows from.
   *
   * @param value default 1
   * @return this
   */
  public Training seed(long value) {
    chosen.seed = value;
    return this;
  }

  /**
   * Where it computes.
   *
   * @param value {@code auto} (the first GPU if there is one, else the CPU; the default), {@code
   *     cpu}, {@code cuda} or {@code cuda:N}
   * @return this
   */
  public Training device(String value) {
    chosen.device = requireNonNull(value, "device is null");
    return this;
  }

  /**
   * Goes on, bit for bit, from the last snapshot of a training to the same output that was stopped
   * or broke off; begins anew if there is none.
   *
   * @return this
   */
  public Training resume() {
    chosen.resume = true;
    return this;
  }

  /**
   * Time between snapshots.
   *
   * @param value default 5 minutes
   * @return this
   */
  public Training snapshotEvery(Duration value) {
    chosen.snapshotEvery = requireNonNull(value, "time between snapshots is null");
    return this;
  }

  /**
   * Trains.
   *
   * @param output the checkpoint to make, whole or not at all; must not exist. Snapshots, the
   *     vocabulary and metrics are kept beside it, in a directory of its name and {@code .run}
   * @return what came of it
   * @throws ClipstreamException if the data, an option or the output cannot be used, or gradients
   *     are not finite
   * @throws InterruptedException if the thread is interrupted; the last snapshot stays
   */
  public TrainingResult train(Path output) throws InterruptedException {
    return train(output, progress -> {});
  }

  /**
   * Trains.
   *
   * @param output as for {@link #train(Path)}
   * @param progress told every 20 steps, on the calling thread
   * @return what came of it
   * @throws ClipstreamException as {@link #train(Path)}
   * @throws InterruptedException as {@link #train(Path)}
   */
  public TrainingResult train(Path output, Consumer<TrainingProgress> progress)
      throws InterruptedException {
    requireNonNull(output, "output is null");
    requireNonNull(progress, "progress is null");
    try {
      return TrainingResult.of(
          output, outcome(output, line -> progress.accept(TrainingProgress.of(line))));
    } catch (io.clipstream.schemas.ClipstreamException | EngineException e) {
      throw failure(e);
    } catch (IOException e) {
      throw failure(new ModelException("training data or output: " + e, e));
    }
  }

  /** Files that are being read or written fail when their thread is interrupted. */
  private static ClipstreamException failure(RuntimeException failure) throws InterruptedException {
    if (Thread.interrupted()) {
      InterruptedException interrupted = new InterruptedException("the training was interrupted");
      interrupted.initCause(failure);
      throw interrupted;
    }
    return LibraryExceptions.translated(failure);
  }

  private CheckpointTraining.Outcome outcome(Path output, Consumer<Metrics.Line> progress)
      throws IOException, InterruptedException {
    TrainingPlan plan = chosen.plan(output);
    Device on = Devices.named(chosen.device);
    CheckpointTraining training = new CheckpointTraining(plan, message -> {});
    stopWith(training::stop);
    return training.train(on, progress);
  }

  private synchronized void stopWith(Runnable request) {
    stop = request;
    if (stopped) {
      request.run();
    }
  }

  /**
   * Asks it to end after the step under way, with a snapshot. Another training with {@link #resume}
   * goes on from there.
   */
  public synchronized void stop() {
    stopped = true;
    stop.run();
  }
}
