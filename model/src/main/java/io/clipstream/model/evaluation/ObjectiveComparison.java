package io.clipstream.model.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.sun.management.OperatingSystemMXBean;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.Captioning;
import io.clipstream.model.training.Initialisation;
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
import io.clipstream.model.training.data.TrainingData;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The paper's comparison of objectives (section 2.3, figure 2): the same architecture from the same
 * random weights sees the same pairs in the same order, once to predict their captions as a bag of
 * words, once word by word, once by contrast; zero-shot accuracy on the way. One thread runs it;
 * {@link #stop} may come from any.
 */
public final class ObjectiveComparison {
  /** What is compared, by name, in the paper's order from the least efficient. */
  private static final Map<String, Objective> OBJECTIVES = new LinkedHashMap<>();

  static {
    OBJECTIVES.put("language model", Captioning.LANGUAGE_MODEL);
    OBJECTIVES.put("bag of words", Captioning.BAG_OF_WORDS);
    OBJECTIVES.put("contrastive", new Objective.Softmax());
  }

  /**
   * What is trained and what it is tried on.
   *
   * @param settings the course of each training; its objective is not looked at
   * @param points how often each is tried: after equal numbers of steps
   * @param directory takes the runs' snapshots and metrics
   */
  public record Plan(
      ClipConfig config,
      Tokenizer tokenizer,
      TrainingData data,
      LoaderSettings loading,
      TrainingSettings settings,
      int points,
      Path directory) {}

  /**
   * Where a training was tried.
   *
   * @param pairs that it had seen, repetitions included
   * @param cpuSeconds that training took of all cores, decoding included, trying excluded
   * @param loss mean of the last steps
   * @param accuracy zero-shot, by the likelihood of the whole class name
   * @param accuracyPerWord likewise by its mean over the words; of the contrastive objective the
   *     same
   */
  public record Point(
      long pairs, double cpuSeconds, double loss, double accuracy, double accuracyPerWord) {}

  /** The course of one objective; it ends early where the comparison was stopped. */
  public record Curve(String objective, List<Point> points) {
    public Curve {
      points = List.copyOf(points);
    }
  }

  private final Plan plan;
  private final ZeroShotTrial trial;
  private volatile boolean stopping;
  private volatile Runnable stop = () -> {};

  /** The caller closes {@code trial}. */
  public ObjectiveComparison(Plan plan, ZeroShotTrial trial) {
    this.plan = plan;
    this.trial = trial;
  }

  /**
   * Trains and tries one after the other.
   *
   * @param progress takes a line for people at each point
   */
  public List<Curve> run(Device device, Consumer<String> progress) throws InterruptedException {
    List<Curve> curves = new ArrayList<>();
    for (Map.Entry<String, Objective> entry : OBJECTIVES.entrySet()) {
      if (!stopping) {
        curves.add(
            new Curve(entry.getKey(), course(entry.getKey(), entry.getValue(), device, progress)));
      }
    }
    return curves;
  }

  private List<Point> course(
      String name, Objective objective, Device device, Consumer<String> progress)
      throws InterruptedException {
    TrainingSettings settings = plan.settings().with(objective);
    List<Point> points = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        Weights weights =
            Initialisation.of(plan.config(), settings.seed(), manager.newSubManager());
        Trainer trainer = new Trainer(run(name, settings), weights, false)) {
      stop = trainer::stop;
      double cpu = 0;
      for (int i = 1; i <= plan.points() && !stopping; i++) {
        double before = cpuSeconds();
        trainer.runTo(settings.steps() * i / plan.points(), this::loader, line -> {});
        cpu += cpuSeconds() - before;
        if (!stopping) {
          points.add(point(trainer, objective, settings, cpu));
          progress.accept(name + ": " + points.get(points.size() - 1));
        }
      }
    }
    return points;
  }

  private Point point(
      Trainer trainer, Objective objective, TrainingSettings settings, double cpuSeconds) {
    ZeroShotTrial.Outcome outcome = trial.of(objective, trainer.learned());
    List<Metrics.Line> lines = trainer.metrics();
    return new Point(
        trainer.step() * settings.batchSize() * settings.accumulation(),
        cpuSeconds,
        lines.get(lines.size() - 1).loss(),
        outcome.accuracy(),
        outcome.accuracyPerWord());
  }

  private TrainingRun run(String name, TrainingSettings settings) {
    return new TrainingRun(
        plan.config(),
        Preprocessing.clip(plan.config().image().imageSize()),
        plan.tokenizer(),
        settings,
        plan.directory().resolve(name.replace(' ', '-')),
        Duration.ofDays(1),
        plan.data().described(plan.loading().augmentation()));
  }

  private BatchLoader loader(DataPosition from) {
    SkipLog skips = new SkipLog();
    PairSource source = plan.data().source(skips);
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    return new BatchLoader(source, plan.loading(), decoder::decode, skips, from);
  }

  /** Of the process: beside others on the machine a better measure of compute than a clock. */
  private static double cpuSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** Asks for an end after the step under way; what was measured before stays. */
  public void stop() {
    stopping = true;
    stop.run();
  }
}
